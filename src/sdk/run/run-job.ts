import {
  ManagerError,
  ProtocolError,
  SessionFailedError,
  UnavailableError,
  UnreachableError,
  type SdkError,
} from '../errors.js'
import {Attempt} from './attempt.js'
import type {JobOptions, JobResult, JobSpec} from './job.js'
import type {JobSources} from './sources.js'

/** Failures that another try may not meet again. What the manager refuses, it refuses the next time as well. */
const PASSING = [UnreachableError, UnavailableError, ManagerError, ProtocolError, SessionFailedError]

/**
 * Runs a command in a session of its own: creates it, waits for it, uploads, executes with both channels streamed,
 * downloads, removes it, whatever happens on the way. Does not reject for what the platform or the command does:
 * that is the result. A job is begun again only after the platform failed, never after its command did.
 */
export async function runJob(client: JobSources, spec: JobSpec, options: JobOptions): Promise<JobResult> {
  for (let attempts = 1; ; attempts++) {
    const result = await new Attempt(client, spec, options).run()
    const {outcome, error} = result
    const again =
      outcome === 'platform' && attempts <= (spec.retries ?? 0) && error !== null && mayPass(error)
    if (!again || options.signal?.aborted) return {...result, attempts}
    options.onEvent?.({kind: 'retrying', error, attempt: attempts + 1})
  }
}

function mayPass(error: SdkError): boolean {
  return PASSING.some((type) => error instanceof type)
}
