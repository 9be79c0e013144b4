import {connect, type Socket} from 'node:net'
import type {RunningKernel} from './runtime.js'

/** A connection to a port of a kernel; undefined when nothing listens there. It ends when the kernel does. */
export async function connectTo(kernel: RunningKernel, port: number): Promise<Socket | undefined> {
  const socket = connect({...(await kernel.address(port)), allowHalfOpen: true})
  void kernel.ended.then(() => socket.destroy())
  return new Promise((resolve) => {
    socket.on('error', () => resolve(undefined))
    socket.once('connect', () => resolve(socket))
  })
}
