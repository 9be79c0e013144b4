import {join} from 'node:path'
import {z} from 'zod'
import {hostKey} from '../../ssh/keys.js'
import {serveSsh} from '../../ssh/server.js'
import type {Actor, RequestContext} from '../context.js'
import {notFound} from '../problems.js'
import type {Stream, StreamRoute} from '../router.js'
import {requireKernel} from '../running-kernel.js'
import {duplexMaker} from '../stream-duplex.js'

const proxySchema = z.looseObject({app: z.string()})

/** WebSocket streams into sessions. */
export const streamRoutes: readonly StreamRoute[] = [
  {method: 'GET', path: '/stream/session/:session/tcpproxy', open: openProxy},
  {method: 'GET', path: '/stream/session/:session/httpproxy', open: openProxy},
]

/** A raw connection to an app of the session: each stream is one connection. */
async function openProxy(context: RequestContext, actor: Actor): Promise<Stream> {
  const {app} = context.parseQuery(proxySchema)
  const {session, kernel} = requireKernel(context, actor)
  if (app !== 'sshd') throw notFound('app service', 'session', `${session.name}:${app}`)
  const key = await hostKey(join(context.cluster.options.folder, 'ssh_host_key'))
  const duplexOf = await duplexMaker()
  return (socket) => void serveSsh(duplexOf(socket), {kernel, hostKey: key})
}
