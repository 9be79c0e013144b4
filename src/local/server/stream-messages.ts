import type {RawData, WebSocket} from 'ws'

/** Calls back with each message as text, in order. */
export function onText(socket: WebSocket, hear: (text: string) => void): void {
  socket.on('message', (data: RawData) => hear(textOf(data)))
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8')
}
