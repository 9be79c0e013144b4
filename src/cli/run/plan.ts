import type {JobSpec, KeepRule, SessionSpec} from '../../sdk/index.js'
import {combinations, type Combination} from './matrix.js'
import {downloadsOf, uploadsOf} from './transfers.js'

/** What the flags of `run` say besides those of the session. */
export interface RunFlagValues {
  matrix?: string[] | undefined
  upload?: string[] | undefined
  download?: string[] | undefined
  /** Milliseconds. */
  'queue-timeout'?: number | undefined
  timeout?: number | undefined
  retry?: number | undefined
  keep?: string | undefined
}

/** One run: its combination, and what is to be done. */
export interface PlannedJob {
  combination: Combination
  spec: JobSpec
}

const KEEP_RULES: Readonly<Record<string, KeepRule>> = {always: 'always', 'on-failure': 'on-failure'}

/** One job for each combination of the matrix, all on the session that was planned. */
export function planJobs(
  session: SessionSpec,
  {words, channel}: Pick<JobSpec, 'words' | 'channel'>,
  flags: RunFlagValues,
): PlannedJob[] {
  const all = combinations(flags.matrix ?? [])
  const uploads = uploadsOf(flags.upload ?? [])
  return all.map((combination, i) => ({
    combination,
    spec: {
      session: {
        ...session,
        name: all.length > 1 ? `${session.name}-${i + 1}` : session.name,
        environment: {...session.environment, ...combination.variables},
      },
      ...{words, channel, uploads},
      downloads: downloadsOf(flags.download ?? [], combination),
      queueTimeoutMs: flags['queue-timeout'],
      timeoutMs: flags.timeout,
      retries: flags.retry,
      keep: flags.keep === undefined ? 'never' : KEEP_RULES[flags.keep],
    },
  }))
}
