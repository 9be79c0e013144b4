import type {SiteHosts, Target} from '../../ops/index.js'

/** What `ops status --raw` is about. */
export interface RawStatusJob {
  hosts: SiteHosts
  targets: readonly Target[]
  signal: AbortSignal
  timeoutMs: number | undefined
  dryRun: boolean
}

/** Prints what the programs themselves say, or under --dry-run only their command lines. 11 when one says "down". */
export async function showRawStatus(
  {hosts, targets, signal, timeoutMs, dryRun}: RawStatusJob,
  write: (text: string) => unknown,
): Promise<0 | 11> {
  const {rawStatusCommands, runRawStatus} = await import('../../ops/index.js')
  const options = {signal, timeoutMs: timeoutMs ?? 15_000}
  let code: 0 | 11 = 0
  for (const status of await rawStatusCommands(hosts, targets, options)) {
    if (dryRun) {
      write(`${status.line}\n`)
      continue
    }
    const {exitCode, text} = await runRawStatus(hosts, status, options)
    write(text.endsWith('\n') ? text : `${text}\n`)
    if (exitCode !== 0) code = 11
  }
  return code
}
