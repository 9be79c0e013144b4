import {subscribe, unsubscribe} from 'node:diagnostics_channel'
import type {IncomingMessage} from 'node:http'

/** Resolves when a client in this process has read the head of its next answer and goes on to the body. */
export function headOfAnswer(): Promise<void> {
  return nextAnswer((_, resolve) => setImmediate(resolve))
}

/** Resolves when a client in this process has read its next answer to the end. */
export function endOfAnswer(): Promise<void> {
  return nextAnswer((answer, resolve) => answer.once('end', () => setImmediate(resolve)))
}

function nextAnswer(then: (answer: IncomingMessage, resolve: () => void) => void): Promise<void> {
  // Node's name for the moment when the head has come.
  const channel = 'http.client.response.finish'
  return new Promise((resolve) => {
    const onMessage = (message: unknown) => {
      unsubscribe(channel, onMessage)
      then((message as {response: IncomingMessage}).response, resolve)
    }
    subscribe(channel, onMessage)
  })
}
