import type {WebSocket} from 'ws'
import {z} from 'zod'
import type {RunningCommand, RunningKernel} from '../runtime/runtime.js'
import {shellFor} from '../runtime/shell.js'
import {onText, parseJson} from './stream-messages.js'

const TERMINAL = {rows: 24, columns: 80, type: 'xterm-256color'}
/** Close code of a stream whose kernel or shell could not do it. */
const UNEXPECTED = 1011

const messageSchema = z.discriminatedUnion('type', [
  z.looseObject({type: z.literal('stdin'), chars: z.string()}),
  z.looseObject({type: z.literal('resize'), rows: z.int().min(1), cols: z.int().min(1)}),
  z.looseObject({type: z.literal('ping')}),
])

/** A shell over one stream: JSON with base64 in it, both ways. It ends with the shell, and the shell with it. */
export function serveTerminal(socket: WebSocket, kernel: RunningKernel): void {
  const starting = kernel.run({argv: shellFor(TERMINAL), terminal: TERMINAL})
  onText(socket, (text) => {
    const {data: message} = messageSchema.safeParse(parseJson(text))
    if (message) void starting.then((shell) => obey(shell, message)).catch(() => undefined)
  })
  starting.then(
    (shell) => {
      socket.once('close', () => shell.signal('SIGHUP'))
      shell.stdout.on('data', (chunk: Buffer) => {
        // As from managers: JSON, but in binary messages.
        socket.send(Buffer.from(JSON.stringify({type: 'out', data: chunk.toString('base64')})))
      })
      shell.stdout.once('end', () => socket.close())
    },
    () => socket.close(UNEXPECTED, 'There is no terminal.'),
  )
}

function obey(shell: RunningCommand, message: z.infer<typeof messageSchema>): void {
  if (message.type === 'stdin') shell.stdin.write(Buffer.from(message.chars, 'base64'))
  else if (message.type === 'resize') shell.resize({rows: message.rows, columns: message.cols})
}
