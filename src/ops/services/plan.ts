import {composeCommand, type ComposeFacts, type PlannedCommand} from './compose-command.js'
import {isWell, type ServiceState} from './state.js'
import {isCompose, isSystemd, type Target} from './targets.js'

/** What is done to a service. */
export type Verb = 'start' | 'stop' | 'restart'

/** What is to be done to one service on one host. */
export interface Step {
  target: Target
  was: ServiceState
  /** `already`: nothing to do. `cannot`: it is not there, or its host cannot be asked. */
  action: Verb | 'already' | 'cannot'
  command: PlannedCommand | null
}

/** What is known of a target besides its state. */
export interface PlanFacts {
  state: ServiceState
  /** For compose services that can be reached. */
  compose: ComposeFacts | null
}

/** Decides what is to be done. Without I/O, so that it is the same for --dry-run and for real. */
export function planStep(verb: Verb, target: Target, facts: PlanFacts, {keep}: {keep: boolean}): Step {
  const {state} = facts
  const step = {target, was: state}
  if (state.state === 'unknown' || (state.state === 'absent' && verb !== 'stop')) {
    return {...step, action: 'cannot', command: null}
  }
  if (isDone(verb, state, keep)) return {...step, action: 'already', command: null}
  const command = commandFor(verb, target, facts, {keep})
  return {...step, action: command === null ? 'cannot' : verb, command}
}

function commandFor(
  verb: Verb,
  target: Target,
  {state, compose}: PlanFacts,
  {keep}: {keep: boolean},
): PlannedCommand | null {
  if (isSystemd(target)) return {argv: ['systemctl', verb, target.spec.unit], asRoot: true}
  if (!isCompose(target) || compose === null) return null
  return composeCommand(target, compose, composeVerb(verb, state, keep))
}

function isDone(verb: Verb, state: ServiceState, keep: boolean): boolean {
  if (verb === 'start') return isWell(state) || state.state === 'starting'
  if (verb === 'restart') return false
  if (state.state === 'absent') return true
  // A stopped container is what `stop` leaves and what `down` removes.
  return state.state === 'stopped' && (state.kind === 'systemd' || keep || state.containers.length === 0)
}

/** `restart` of what is down does nothing in v2 and fails in v1. */
function composeVerb(verb: Verb, state: ServiceState, keep: boolean): string[] {
  if (verb === 'stop') return keep ? ['stop'] : ['down']
  const isDown = state.containers.length === 0 || state.state === 'stopped' || state.state === 'failed'
  return verb === 'start' || isDown ? ['up', '-d'] : ['restart']
}
