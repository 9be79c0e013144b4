import {createServer, ServerResponse, type IncomingMessage, type Server} from 'node:http'
import type {AddressInfo, Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import type {Cluster} from '../cluster/cluster.js'
import {authenticate, authorize} from './auth.js'
import {RequestContext, type Actor, type Reply} from './context.js'
import {internalError, Problem} from './problems.js'
import {RateLimiter} from './rate-limit.js'
import {Router, type Access, type Answer, type Match, type Route, type StreamRoute} from './router.js'
import {StreamSockets, type Upgrade} from './stream-sockets.js'

const LOOPBACK = '127.0.0.1'

/** What the server answers. */
export interface Routes {
  requests: readonly Route[]
  streams: readonly StreamRoute[]
}

/** The manager's HTTP interface on the loopback interface, and on nothing else. */
export class HttpServer {
  private readonly server: Server
  private readonly router: Router
  private readonly streams: Router<StreamRoute>
  private readonly sockets = new StreamSockets()
  private readonly limiter: RateLimiter

  constructor(
    private readonly cluster: Cluster,
    routes: Routes,
  ) {
    this.router = new Router(routes.requests)
    this.streams = new Router(routes.streams)
    this.limiter = new RateLimiter(cluster.options.now)
    this.server = createServer({keepAliveTimeout: 75_000}, (request, response) => {
      void this.serve(request, response)
    })
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      void this.upgrade({request, socket, head})
    })
  }

  /** Listens; port 0 takes a free one. Resolves with the endpoint. */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, LOOPBACK, () => {
        this.server.off('error', reject)
        // Listening on TCP, so the address is no pipe name.
        const {port: taken} = this.server.address() as AddressInfo
        resolve(`http://${LOOPBACK}:${taken}`)
      })
    })
  }

  /** Takes no more requests and cuts open streams. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      this.server.closeAllConnections()
      this.sockets.close()
    })
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Server', 'BackendAI')
    try {
      const answer = await this.answer(request, response)
      if (answer) send(response, {...answer, contentType: 'application/json; charset=utf-8'})
    } catch (error) {
      this.sendProblem(request, response, error)
    } finally {
      // A body that nobody read would keep the connection from being used again.
      request.resume()
    }
  }

  /** Streams are refused as requests are, before anything is a stream. */
  private async upgrade(upgrade: Upgrade): Promise<void> {
    const {request, socket} = upgrade
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    try {
      const url = urlOf(request)
      const {route, params} = this.streams.match('GET', url.pathname)
      const actor = this.actorOf(request, 'user')
      this.limiter.count(actor, response)
      const context = new RequestContext(this.cluster, {request, response, url}, params)
      await this.sockets.accept(upgrade, await route.open(context, authorize(actor, 'user')))
    } catch (error) {
      // A socket can be written to as long as it has not become a stream, and then there is nothing to catch.
      response.assignSocket(socket as Socket)
      response.shouldKeepAlive = false
      this.sendProblem(request, response, error)
      response.once('finish', () => socket.end())
    }
  }

  private sendProblem(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const problem = error instanceof Problem ? error : internalError()
    if (problem !== error) {
      this.cluster.options.onFailure(error, `${request.method ?? ''} ${request.url ?? ''}`)
    }
    for (const name of response.headersSent ? [] : response.getHeaderNames()) {
      if (name.startsWith('x-ratelimit-')) response.removeHeader(name)
    }
    const contentType = 'application/problem+json; charset=utf-8'
    send(response, {status: problem.status, body: problem, contentType})
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const url = urlOf(request)
    const override = request.headers['x-method-override']
    const method = typeof override === 'string' ? override : (request.method ?? 'GET')
    const match = this.router.match(method, url.pathname)
    const actor = this.actorOf(request, match.route.access)
    this.limiter.count(actor, response)
    const context = new RequestContext(this.cluster, {request, response, url}, match.params)
    const answer = await handle(match, context, actor)
    if (match.route.durable) await this.cluster.state.commit()
    return answer
  }

  /** Signatures on routes that need none are not looked at. */
  private actorOf(request: IncomingMessage, access: Access): Actor | undefined {
    if (access === 'anyone') return undefined
    return authorize(authenticate(request, this.cluster.state, this.cluster.options.now()), access)
  }
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', `http://${request.headers.host ?? LOOPBACK}`)
}

function handle({route}: Match, context: RequestContext, actor: Actor | undefined): Promise<Answer> | Answer {
  return route.access === 'anyone'
    ? route.handle(context)
    : route.handle(context, authorize(actor, route.access))
}

function send(response: ServerResponse, {status, body, contentType}: Reply & {contentType: string}): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.statusCode = status
  if (body === undefined) {
    response.end()
    return
  }
  const text = JSON.stringify(body)
  response.setHeader('Content-Type', contentType)
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.end(text)
}
