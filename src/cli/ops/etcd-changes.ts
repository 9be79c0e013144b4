import type {EtcdNamespace, EtcdWatchRow} from '../../ops/index.js'

/** The changes as they happen; ends when the signal fires. */
export async function* changes(
  namespace: EtcdNamespace,
  watched: {key: string; prefix: boolean},
  signal: AbortSignal,
): AsyncGenerator<EtcdWatchRow> {
  const {watchKeys} = await import('../../ops/index.js')
  const waiting: EtcdWatchRow[] = []
  let wake: () => void = () => undefined
  const ended = watchKeys(namespace, watched, {
    signal,
    onChange: (row) => {
      waiting.push(row)
      wake()
    },
  })
  let over = false
  const end = ended.finally(() => {
    over = true
    wake()
  })
  end.catch(() => undefined)
  while (!over || waiting.length > 0) {
    const row = waiting.shift()
    if (row) yield row
    else await new Promise<void>((resolve) => (wake = resolve))
  }
  await end
}
