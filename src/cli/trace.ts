import type {TraceEvent} from '../sdk/index.js'

/** One line of `--debug` for a request. The SDK's traces hold no secret: no headers and no bodies. */
export function showTrace(event: TraceEvent): void {
  const outcome = event.status === undefined ? (event.error ?? 'failed') : String(event.status)
  const again = event.attempt > 0 ? ` (try ${event.attempt + 1})` : ''
  process.stderr.write(`debug: ${event.method} ${event.url} -> ${outcome} in ${event.elapsedMs} ms${again}\n`)
}
