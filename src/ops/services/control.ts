import {
  OpsAbortedError,
  OpsError,
  OpsNotAllowedError,
  OpsNotFoundError,
  OpsUnreachableError,
  OpsWaitTimeoutError,
  ProgramFailedError,
} from '../errors.js'
import type {Progress} from '../progress.js'
import type {SiteHosts} from '../site/hosts.js'
import {START_STEPS} from '../site/names.js'
import {lostFiles} from './layers.js'
import type {Step, Verb} from './plan.js'
import {prepareSteps, type PrepareOptions} from './prepare.js'
import {awaitState} from './settle.js'
import type {ServiceState} from './state.js'
import type {Target} from './targets.js'

/** What was done to one service on one host. */
export interface ServiceChange {
  service: string
  host: string
  was: ServiceState['state']
  state: ServiceState['state']
  /** `skipped`: something it needs failed before. `planned`: --dry-run. */
  outcome: 'done' | 'already' | 'failed' | 'skipped' | 'planned'
  /** The line a person could paste; null where nothing had to be done. */
  command: string | null
  detail: string | null
  /** Code of the error, when it failed. */
  code: string | null
}

/** How services are started and stopped. */
export interface ControlOptions extends PrepareOptions {
  dryRun?: boolean
  /** Longest wait for one service to be what it should. */
  waitMs?: number | undefined
  progress?: Progress
  /** Remarks that matter: what `down` throws away. */
  warn?: Progress
}

/** The report, and the first thing that went wrong. */
export interface ControlResult {
  changes: ServiceChange[]
  error: OpsError | undefined
}

/**
 * Starts, stops or restarts services in the order of their dependencies and waits until each is what it should be.
 * What failed keeps those that need it from being touched; the rest of its step goes on. Every failure is in the result,
 * an interruption too; it rejects only when it is interrupted before anything was begun.
 */
export async function controlServices(
  hosts: SiteHosts,
  verb: Verb,
  targets: readonly Target[],
  options: ControlOptions = {},
): Promise<ControlResult> {
  const steps = await prepareSteps(hosts, verb, targets, options)
  await warnOfLoss(hosts, steps, options)
  const result: ControlResult = {changes: [], error: undefined}
  for (const step of inOrder(verb, steps)) {
    const failed = result.error !== undefined && !options.dryRun
    const names = [...new Set(step.map(({target}) => target.host))]
    const done = await Promise.all(
      names.map((name) =>
        onHost(
          hosts,
          step.filter(({target}) => target.host === name),
          {...options, skip: failed},
        ),
      ),
    )
    for (const {change, error} of done.flat()) {
      result.changes.push(change)
      result.error ??= error
    }
  }
  return result
}

function inOrder(verb: Verb, steps: readonly Step[]): Step[][] {
  const order = verb === 'stop' ? START_STEPS.toReversed() : START_STEPS
  return order.map((names) => steps.filter(({target}) => names.includes(target.spec.name)))
}

interface Outcome {
  change: ServiceChange
  error?: OpsError
}

/** One after the other: services of one compose project share a network, and two `up` at once would race for it. */
async function onHost(
  hosts: SiteHosts,
  steps: readonly Step[],
  options: ControlOptions & {skip: boolean},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const step of steps) outcomes.push(await carryOut(hosts, step, options))
  return outcomes
}

async function carryOut(
  hosts: SiteHosts,
  step: Step,
  options: ControlOptions & {skip: boolean},
): Promise<Outcome> {
  const {command, was} = step
  const host = hosts.get(step.target.host)
  const line = command === null ? null : host.commandLine(command.argv, command)
  const change = changeOf(step, line)
  if (step.action === 'cannot') return failure(change, whyNot(was))
  if (command === null || step.action === 'already') return {change: {...change, outcome: 'already'}}
  if (options.dryRun) return {change: {...change, outcome: 'planned'}}
  if (options.signal?.aborted)
    return {change: {...change, outcome: 'skipped', detail: 'not tried: interrupted'}}
  if (options.skip) return {change: {...change, outcome: 'skipped', detail: 'not tried after a failure'}}
  options.progress?.(`${step.target.host}: ${command.argv.join(' ')}`)
  const {signal, waitMs} = options
  const startedAt = Date.now()
  try {
    const {argv, cwd, asRoot} = command
    const run = host.run(argv, {cwd, asRoot, signal, timeoutMs: waitMs ?? RUN_WITHIN_MS})
    const failed = await run.then(() => undefined, orThrow)
    const state = await awaitState(hosts, step, {signal, waitMs, failed})
    return {change: {...change, outcome: 'done', state: state.state, detail: state.detail}}
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    if (error.code === 'ABORTED') return failure(change, begun(step, error))
    const late = error instanceof OpsUnreachableError && Date.now() - startedAt >= (waitMs ?? RUN_WITHIN_MS)
    if (late)
      return failure(change, new OpsWaitTimeoutError(error.message, {hints: error.hints, cause: error}))
    return failure(change, accessDenied(error, command.argv) ?? error)
  }
}

/** Nobody knows what became of it: systemd goes on with a job whoever asked for it. */
function begun({target}: Step, cause: OpsError): OpsAbortedError {
  const {name} = target.spec
  return new OpsAbortedError(`Interrupted while ${name} on ${target.host} was under way.`, {
    hints: [`See what came of it: bai ops status ${name}. Then run the same command again.`],
    cause,
  })
}

/** A unit may take minutes to start, and `systemctl start` waits for it. */
const RUN_WITHIN_MS = 300_000

/** v1's `down` fails over the network others still use, though it did its work: the state decides, not the status. */
function orThrow(error: unknown): ProgramFailedError {
  if (error instanceof ProgramFailedError) return error
  throw error
}

/** systemctl ends with 4 where polkit refuses. */
function accessDenied(error: OpsError, argv: readonly string[]): OpsError | undefined {
  if (!(error instanceof ProgramFailedError) || error.exitCode !== 4 || argv[0] !== 'systemctl')
    return undefined
  return new OpsNotAllowedError(error.message, {cause: error, hints: ['Use an account that may use sudo.']})
}

function whyNot(was: ServiceState): OpsError {
  const words = `${was.service} on ${was.host}: ${was.detail ?? was.state}`
  if (was.state === 'absent') {
    const hints = [
      `Expected ${was.source}. Correct the site file: bai ops config init writes it from what is there.`,
    ]
    return new OpsNotFoundError(`${words} (${was.source}).`, {hints})
  }
  const hints = ['See `bai ops status` for what can be reached.']
  if (was.code === 'NOT_ALLOWED') return new OpsNotAllowedError(words, {hints})
  if (was.code === 'NOT_FOUND') return new OpsNotFoundError(words, {hints})
  return new OpsUnreachableError(words, {hints})
}

function failure(change: ServiceChange, error: OpsError): Outcome {
  return {change: {...change, outcome: 'failed', detail: error.message, code: error.code}, error}
}

function changeOf({target, was}: Step, command: string | null): ServiceChange {
  const {spec, host} = target
  const common = {
    service: spec.name,
    host,
    was: was.state,
    state: was.state,
    detail: was.detail,
    code: was.code,
  }
  return {...common, command, outcome: 'planned'}
}

async function warnOfLoss(hosts: SiteHosts, steps: readonly Step[], options: ControlOptions): Promise<void> {
  for (const step of steps.filter(({command}) => command?.argv.at(-1) === 'down')) {
    const lost = await lostFiles(hosts.get(step.target.host), step, options)
    if (lost.length === 0) continue
    const some = lost.slice(0, 5).join(', ')
    const more = lost.length > 5 ? ` and ${lost.length - 5} more` : ''
    options.warn?.(
      `${step.target.spec.name} on ${step.target.host}: down removes the container and what is only inside it: ${some}${more}. --keep leaves it.`,
    )
  }
}
