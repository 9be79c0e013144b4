import type {Duplex} from 'node:stream'
import type {RunningKernel} from '../runtime/runtime.js'
import {connectTo} from '../runtime/connect.js'
import {joinStreams} from '../runtime/join-streams.js'
import {serveSsh} from '../ssh/server.js'

/** An app of a running kernel, as connections are made to it. */
export interface AppTarget {
  kernel: RunningKernel
  app: string
  /** Port within the kernel. */
  port: number
  /** Private key of ssh servers. */
  hostKey: string
}

/** Lets whoever is at the other end of a stream speak to an app. False, and nothing done, when it does not listen. */
export async function serveApp(stream: Duplex, {kernel, app, port, hostKey}: AppTarget): Promise<boolean> {
  if (app === 'sshd') {
    await serveSsh(stream, {kernel, hostKey})
    return true
  }
  const socket = await connectTo(kernel, port)
  if (socket) joinStreams(stream, socket)
  return socket !== undefined
}
