import {z} from 'zod'
import {serveApp} from '../../apps/connect-app.js'
import type {Executions} from '../../execute/executions.js'
import type {Actor, RequestContext} from '../context.js'
import {serveExecution} from '../execution-stream.js'
import type {Stream, StreamRoute} from '../router.js'
import {requireKernel} from '../running-kernel.js'
import {duplexMaker} from '../stream-duplex.js'
import {serveTerminal} from '../terminal-stream.js'
import {requireApp} from './apps.js'
import {isPythonSession} from './execute.js'

const proxySchema = z.looseObject({app: z.string(), port: z.coerce.number().int().optional()})
/** Close code of a stream whose app does not listen: try again later. */
const TRY_AGAIN_LATER = 1013

/** WebSocket streams into sessions. */
export function streamRoutes(executions: Executions): readonly StreamRoute[] {
  return [
    {method: 'GET', path: '/stream/session/:session/tcpproxy', open: openProxy},
    {method: 'GET', path: '/stream/session/:session/httpproxy', open: openProxy},
    {method: 'GET', path: '/stream/session/:session/pty', open: openTerminal},
    {
      method: 'GET',
      path: '/stream/session/:session/execute',
      open: (context, actor) => openExecution(context, actor, executions),
    },
  ]
}

/** A raw connection to an app of the session: each stream is one connection. */
async function openProxy(context: RequestContext, actor: Actor): Promise<Stream> {
  const asked = context.parseQuery(proxySchema)
  const {target} = await requireApp(context, requireKernel(context, actor), asked)
  const duplexOf = await duplexMaker()
  return (socket) =>
    void serveApp(duplexOf(socket), target).then((isServed) => {
      if (!isServed) socket.close(TRY_AGAIN_LATER)
    })
}

/** A shell in a terminal. */
async function openTerminal(context: RequestContext, actor: Actor): Promise<Stream> {
  const {kernel} = requireKernel(context, actor)
  return (socket) => serveTerminal(socket, kernel)
}

/** One execution, told as it goes. */
async function openExecution(context: RequestContext, actor: Actor, executions: Executions): Promise<Stream> {
  const found = requireKernel(context, actor)
  const isPython = isPythonSession(context, found)
  return (socket) => serveExecution(socket, {kernel: found.kernel, executions, isPython})
}
