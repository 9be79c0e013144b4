import type {FinishedJob} from './run-jobs.js'
import {junitReport, type JunitCase} from './junit.js'

/** What became of one run, as `--json` tells it. */
export interface RunRow {
  /** `lr=1e-3 seed=2`; the session's name when there is no matrix. */
  run: string
  session: string | null
  sessionId: string | null
  outcome: FinishedJob['result']['outcome']
  exitCode: number
  attempts: number
  queuedMs: number | null
  ranMs: number | null
  error: string | null
}

/** The rows of all runs, in the order of the matrix. */
export function rowsOf(finished: readonly FinishedJob[]): RunRow[] {
  return finished.map((each) => ({
    run: nameOf(each),
    session: each.result.session?.name ?? null,
    sessionId: each.result.session?.id ?? null,
    outcome: each.result.outcome,
    exitCode: each.result.exitCode,
    attempts: each.result.attempts,
    queuedMs: rounded(each.result.queuedMs),
    ranMs: rounded(each.result.ranMs),
    error: each.result.error?.message ?? null,
  }))
}

/** One line a run for people, and how many passed. */
export function summary(finished: readonly FinishedJob[]): string[] {
  const passed = finished.filter(({result}) => result.outcome === 'passed').length
  const names = finished.map(nameOf)
  const width = Math.max(...names.map((name) => name.length))
  const lines = finished.map(({result}, i) => {
    const end = result.outcome === 'failed' ? `failed with ${result.exitCode}` : result.outcome
    return `${(names[i] ?? '').padEnd(width)}  ${end}${result.error ? `: ${result.error.message}` : ''}`
  })
  return [...lines, `${passed} of ${finished.length} runs passed.`]
}

/** The test report of all runs. */
export function junitOf(suite: string, startedAt: Date, finished: readonly FinishedJob[]): string {
  return junitReport(
    suite,
    startedAt,
    finished.map((each): JunitCase => {
      const {result, stdout, stderr} = each
      const seconds = (result.ranMs ?? 0) / 1000
      const shared = {name: nameOf(each), seconds, stdout, stderr}
      if (result.outcome === 'passed') return shared
      return result.outcome === 'failed'
        ? {...shared, problem: {kind: 'failure', message: `exit status ${result.exitCode}`}}
        : {...shared, problem: {kind: 'error', message: result.error?.message ?? result.outcome}}
    }),
  )
}

function nameOf({job}: FinishedJob): string {
  return job.combination.label === '' ? job.spec.session.name : job.combination.label
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms)
}
