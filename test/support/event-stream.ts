import type {ServerResponse} from 'node:http'
import type {RecordedRequest, Reply} from './http-server.js'

/** What a manager sends last. */
export const CLOSE = 'event: server_close\ndata: {}\n\n'

/** A stream of these texts that then ends. */
export function stream(...texts: readonly string[]): Reply {
  return (_request, response) => {
    response.writeHead(200, {'content-type': 'text/event-stream'})
    response.end(texts.join(''))
  }
}

/** A stream of these texts that stays open. */
export function openStream(...texts: readonly string[]) {
  return (_request: RecordedRequest, response: ServerResponse): void => {
    response.writeHead(200, {'content-type': 'text/event-stream'})
    response.write(`: hello\n\n${texts.join('')}`)
  }
}

/** One event, as it is written. */
export function event(name: string, data = '{}'): string {
  return `event: ${name}\ndata: ${data}\n\n`
}
