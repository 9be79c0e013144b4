import {setTimeout as delay} from 'node:timers/promises'
import {OpsError, OpsWaitTimeoutError, type ProgramFailedError} from '../errors.js'
import type {SiteHosts} from '../site/hosts.js'
import {lastWords} from './last-words.js'
import type {Step} from './plan.js'
import {readStates} from './read.js'
import type {ServiceState} from './state.js'

export interface SettleOptions {
  signal: AbortSignal | undefined
  waitMs: number | undefined
  /** The command's own failure: it counts when the state is not what was wanted. */
  failed: ProgramFailedError | undefined
}

const WAIT_MS = 120_000
const LOOK_EVERY_MS = 500
/** A unit that dies while it starts looks active for a moment: it must still be the same process after this time. */
const STEADY_MS = 1000

/**
 * Waits until a service is what the step wants, answering where it can be asked. Rejects with what the program said
 * when it failed, with `OpsWaitTimeoutError` when it takes too long, `OpsAbortedError`.
 */
export async function awaitState(
  hosts: SiteHosts,
  step: Step,
  options: SettleOptions,
): Promise<ServiceState> {
  const {signal, waitMs = WAIT_MS, failed} = options
  const endsAt = Date.now() + waitMs
  let steady: {pid: number | null; since: number} | undefined
  for (;;) {
    const state = await look(hosts, step, signal)
    if (step.action === 'stop' && isGone(step, state)) return state
    if (failed !== undefined && (step.action === 'stop' || state.state !== 'running'))
      throw withWords(failed, state)
    if (step.action !== 'stop') {
      if (isOver(state)) throw await startFailure(hosts, step, state)
      if (state.state !== 'running') steady = undefined
      else if (steady?.pid !== state.pid) steady = {pid: state.pid, since: Date.now()}
      else if (Date.now() - steady.since >= STEADY_MS) return state
    }
    if (Date.now() > endsAt) throw tooSlow(step, state, waitMs)
    await pause(signal)
  }
}

async function look(hosts: SiteHosts, step: Step, signal: AbortSignal | undefined): Promise<ServiceState> {
  // A guessed URL is good for a look, not to wait for.
  const {spec} = step.target
  const deep = spec.health !== undefined || (spec.kind === 'compose' && spec.name !== 'wsproxy')
  const [state] = await readStates(hosts, [step.target], {deep: deep && step.action !== 'stop', signal})
  if (!state) throw new TypeError('A state for every target.')
  return state
}

function isGone(step: Step, state: ServiceState): boolean {
  const removes = step.command?.argv.at(-1) === 'down'
  return state.state === 'absent' || (state.state === 'stopped' && !(removes && state.containers.length > 0))
}

function isOver({state}: ServiceState): boolean {
  return state === 'failed' || state === 'restarting' || state === 'stopped' || state === 'absent'
}

async function startFailure(hosts: SiteHosts, step: Step, state: ServiceState): Promise<OpsError> {
  const words = await lastWords(hosts.get(step.target.host), step, state)
  const program = `${state.service} on ${state.host}`
  return new ServiceFailedError(`${program} did not stay up (${state.detail ?? state.state}).`, words, [
    `See more with: bai ops logs ${state.service} -H ${state.host} --tail 50`,
  ])
}

function withWords(failed: ProgramFailedError, {service, host}: ServiceState): OpsError {
  const next = `See more with: bai ops logs ${service} -H ${host} --tail 50`
  return new ServiceFailedError(`${service} on ${host}: ${failed.message}`, '', [next])
}

function tooSlow(step: Step, state: ServiceState, waitMs: number): OpsError {
  const {service, host} = state
  const words = state.detail === null ? '' : ` (${state.detail})`
  return new OpsWaitTimeoutError(
    `${service} on ${host} is ${state.state}${words}, ${waitMs / 1000} s after the ${step.action}.`,
    {hints: [`It may still come: bai ops status ${service}. Give it longer with --timeout.`]},
  )
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  // An abort is told by the next look.
  await delay(LOOK_EVERY_MS, undefined, {signal}).catch(() => undefined)
}

/** A service did not become what it should. The last lines of its log are in the message. */
class ServiceFailedError extends OpsError {
  readonly code = 'SERVICE_FAILED'
  constructor(message: string, words: string, hints: readonly string[]) {
    super(words === '' ? message : `${message}\n${words}`, {hints})
  }
}
