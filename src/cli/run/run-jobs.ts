import type {Writable} from 'node:stream'
import pLimit from 'p-limit'
import type {BackendAI, JobResult} from '../../sdk/index.js'
import {JobOutput} from './job-output.js'
import type {PlannedJob} from './plan.js'
import {Voice} from './voice.js'

/** A job that is over, with the end of what it wrote. */
export interface FinishedJob {
  job: PlannedJob
  result: JobResult
  stdout: string
  stderr: string
}

export interface RunJobsOptions {
  /** Where the jobs' channels go. */
  stdout: Writable
  stderr: Writable
  /** Jobs at a time. */
  jobs: number
  signal: AbortSignal
  note: (text: string) => void
}

/** Runs all jobs, a few at a time, and keeps going when one fails. After an abort no further one begins. */
export async function runJobs(
  client: BackendAI,
  planned: readonly PlannedJob[],
  options: RunJobsOptions,
): Promise<FinishedJob[]> {
  const limit = pLimit(options.jobs)
  const finishedJobs = await Promise.all(
    planned.map((job) =>
      limit(async () => (options.signal.aborted ? undefined : runOne(client, job, options))),
    ),
  )
  return finishedJobs.filter((each) => each !== undefined)
}

async function runOne(client: BackendAI, job: PlannedJob, options: RunJobsOptions): Promise<FinishedJob> {
  const {label} = job.combination
  const prefix = label === '' ? '' : `[${label}] `
  const stdout = new JobOutput(options.stdout, prefix)
  const stderr = new JobOutput(options.stderr, prefix)
  const voice = new Voice(client, label, options.note)
  try {
    const result = await client.run(job.spec, {
      ...{stdout, stderr},
      signal: options.signal,
      onEvent: voice.hear,
    })
    return {job, result, stdout: stdout.tail, stderr: stderr.tail}
  } finally {
    voice.end()
    await Promise.all([stdout.flush(), stderr.flush()])
  }
}
