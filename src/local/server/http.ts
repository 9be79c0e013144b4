import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Cluster} from '../cluster/cluster.js'
import {authenticate, authorize} from './auth.js'
import {RequestContext, type Actor, type Reply} from './context.js'
import {internalError, Problem} from './problems.js'
import {RateLimiter} from './rate-limit.js'
import {Router, type Answer, type Match, type Route} from './router.js'

const LOOPBACK = '127.0.0.1'

/** The manager's HTTP interface on the loopback interface, and on nothing else. */
export class HttpServer {
  private readonly server: Server
  private readonly router: Router
  private readonly limiter: RateLimiter

  constructor(
    private readonly cluster: Cluster,
    routes: readonly Route[],
  ) {
    this.router = new Router(routes)
    this.limiter = new RateLimiter(cluster.options.now)
    this.server = createServer({keepAliveTimeout: 75_000}, (request, response) => {
      void this.serve(request, response)
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
    })
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Server', 'BackendAI')
    try {
      const answer = await this.answer(request, response)
      if (answer) send(response, {...answer, contentType: 'application/json; charset=utf-8'})
    } catch (error) {
      const problem = error instanceof Problem ? error : internalError()
      if (problem !== error) {
        this.cluster.options.onFailure(error, `${request.method ?? ''} ${request.url ?? ''}`)
      }
      for (const name of response.headersSent ? [] : response.getHeaderNames()) {
        if (name.startsWith('x-ratelimit-')) response.removeHeader(name)
      }
      send(response, {
        status: problem.status,
        body: problem,
        contentType: 'application/problem+json; charset=utf-8',
      })
    } finally {
      // A body that nobody read would keep the connection from being used again.
      request.resume()
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? LOOPBACK}`)
    const override = request.headers['x-method-override']
    const method = typeof override === 'string' ? override : (request.method ?? 'GET')
    const match = this.router.match(method, url.pathname)
    const actor = this.actorOf(request, match.route)
    this.limiter.count(actor, response)
    const context = new RequestContext(this.cluster, {request, response, url}, match.params)
    const answer = await handle(match, context, actor)
    if (match.route.durable) await this.cluster.state.commit()
    return answer
  }

  /** Signatures on routes that need none are not looked at. */
  private actorOf(request: IncomingMessage, route: Route): Actor | undefined {
    if (route.access === 'anyone') return undefined
    return authorize(authenticate(request, this.cluster.state, this.cluster.options.now()), route.access)
  }
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
