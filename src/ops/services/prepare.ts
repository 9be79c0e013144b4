import {OpsError} from '../errors.js'
import type {RunOptions} from '../host/host.js'
import type {SiteHosts} from '../site/hosts.js'
import {composeTool, dockerAccess} from './docker.js'
import {planStep, type PlanFacts, type Step, type Verb} from './plan.js'
import {readStates, type ReadOptions} from './read.js'
import type {ServiceState} from './state.js'
import {isCompose, type Target} from './targets.js'

const LOOK_WITHIN_MS = 15_000

export interface PrepareOptions extends ReadOptions {
  /** `compose stop` instead of `down`. */
  keep?: boolean
}

/** Looks at the hosts and makes the plan. Changes nothing. Rejects with `OpsAbortedError` only. */
export async function prepareSteps(
  hosts: SiteHosts,
  verb: Verb,
  targets: readonly Target[],
  options: PrepareOptions = {},
): Promise<Step[]> {
  const states = await readStates(hosts, targets, options)
  return Promise.all(
    targets.map(async (target, index) => {
      const state = states[index]
      if (!state) throw new TypeError('A state for every target.')
      const facts = await factsOf(hosts, target, state, options)
      return planStep(verb, target, facts, {keep: options.keep ?? false})
    }),
  )
}

async function factsOf(
  hosts: SiteHosts,
  target: Target,
  state: ServiceState,
  {signal, timeoutMs = LOOK_WITHIN_MS}: PrepareOptions,
): Promise<PlanFacts> {
  const none = {state, compose: null}
  if (!isCompose(target) || state.state === 'unknown') return none
  const host = hosts.get(target.host)
  const options: RunOptions = {signal, timeoutMs}
  try {
    const {asRoot} = await dockerAccess(host, options)
    const wish = {choice: target.spec.version, madeBy: state.composeVersion}
    return {state, compose: {tool: await composeTool(host, wish, options), asRoot}}
  } catch (error) {
    if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
    return {...none, state: {...state, state: 'unknown', detail: error.message, code: error.code}}
  }
}
