import {z} from 'zod'
import {serveApp} from '../../apps/connect-app.js'
import type {Actor, RequestContext} from '../context.js'
import type {Stream, StreamRoute} from '../router.js'
import {requireKernel} from '../running-kernel.js'
import {duplexMaker} from '../stream-duplex.js'
import {requireApp} from './apps.js'

const proxySchema = z.looseObject({app: z.string(), port: z.coerce.number().int().optional()})
/** Close code of a stream whose app does not listen: try again later. */
const TRY_AGAIN_LATER = 1013

/** WebSocket streams into sessions. */
export const streamRoutes: readonly StreamRoute[] = [
  {method: 'GET', path: '/stream/session/:session/tcpproxy', open: openProxy},
  {method: 'GET', path: '/stream/session/:session/httpproxy', open: openProxy},
]

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
