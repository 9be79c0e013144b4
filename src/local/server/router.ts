import type {WebSocket} from 'ws'
import type {Actor, Reply, RequestContext} from './context.js'
import {methodNotAllowed, unknownPath} from './problems.js'

/** Who may call a route. */
export type Access = 'anyone' | 'user' | 'admin' | 'superadmin'

/** Undefined when the handler wrote the response itself (streams). */
export type Answer = Reply | undefined

interface RouteBase {
  method: string
  /** `/session/:session/logs`; `:name` stands for one segment. */
  path: string
  /** The answer waits until everything it tells is on disk. */
  durable?: boolean
}

/** A route that needs no key. */
export interface OpenRoute extends RouteBase {
  access: 'anyone'
  handle: (context: RequestContext) => Promise<Answer> | Answer
}

/** A route that needs a key. */
export interface KeyRoute extends RouteBase {
  access: Exclude<Access, 'anyone'>
  handle: (context: RequestContext, actor: Actor) => Promise<Answer> | Answer
}

export type Route = OpenRoute | KeyRoute

/** A route that becomes a WebSocket, for holders of a key. */
export interface StreamRoute extends RouteBase {
  method: 'GET'
  /** Refuses before there is a stream; what it gives takes the stream over. */
  open: (context: RequestContext, actor: Actor) => Promise<Stream>
}

/** Serves one WebSocket until it closes. */
export type Stream = (socket: WebSocket) => void

/** What the router needs to know of a route. */
type RouteKey = Pick<RouteBase, 'method' | 'path'>

export interface Match<R extends RouteKey = Route> {
  route: R
  params: Readonly<Record<string, string>>
}

interface CompiledRoute<R> {
  route: R
  segments: readonly string[]
  parameters: number
}

/** Finds the route of a request; fixed segments win over parameters. */
export class Router<R extends RouteKey = Route> {
  private readonly routes: readonly CompiledRoute<R>[]

  constructor(routes: readonly R[]) {
    this.routes = routes
      .map((route) => {
        const segments = route.path.split('/').slice(1)
        return {route, segments, parameters: segments.filter((segment) => segment.startsWith(':')).length}
      })
      .toSorted((a, b) => a.parameters - b.parameters)
  }

  /** @throws Problem 404 for an unknown path, 405 for a method the path does not take */
  match(method: string, pathname: string): Match<R> {
    const segments = pathname.split('/').slice(1)
    if (segments.length > 1 && segments.at(-1) === '') segments.pop()
    const fitting = this.routes.filter((route) => fits(route.segments, segments))
    if (fitting.length === 0) throw unknownPath(pathname)
    const found = fitting.find(({route}) => route.method === method)
    if (!found) throw methodNotAllowed()
    return {route: found.route, params: parameters(found.segments, segments)}
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
  )
}

function parameters(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  const pairs = pattern.flatMap((part, index) =>
    part.startsWith(':') ? [[part.slice(1), decode(segments[index] ?? '')]] : [],
  )
  return Object.fromEntries(pairs) as Record<string, string>
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
