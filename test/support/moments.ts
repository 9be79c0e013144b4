import {subscribe, unsubscribe} from 'node:diagnostics_channel'

/** Resolves when a client in this process has read the head of its next answer and goes on to the body. */
export function headOfAnswer(): Promise<void> {
  return next('undici:request:headers')
}

/** Resolves when a client in this process has read its next answer to the end. */
export function endOfAnswer(): Promise<void> {
  return next('undici:request:trailers')
}

async function next(channel: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const onMessage = () => {
      unsubscribe(channel, onMessage)
      setImmediate(resolve)
    }
    subscribe(channel, onMessage)
  })
}
