import {basename, dirname} from 'node:path'
import type {ComposeTool} from './docker.js'
import {isWell, type ServiceState} from './state.js'
import type {Target} from './targets.js'

export type Verb = 'start' | 'stop' | 'restart'

/** A command on a host, as data: `--dry-run` prints it, the real run executes it. */
export interface PlannedCommand {
  argv: readonly string[]
  cwd?: string | undefined
  asRoot: boolean
}

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
  /** For compose services. */
  tool: ComposeTool | null
  /** Whether Docker needs root's rights. */
  dockerAsRoot: boolean
}

/** Decides what is to be done. Without I/O, so that it is the same for --dry-run and for real. */
export function planStep(verb: Verb, target: Target, facts: PlanFacts, {keep}: {keep: boolean}): Step {
  const {state} = facts
  const step = {target, was: state}
  if (state.state === 'unknown' || (state.state === 'absent' && verb !== 'stop')) {
    return {...step, action: 'cannot', command: null}
  }
  if (isDone(verb, state, keep)) return {...step, action: 'already', command: null}
  const {spec} = target
  if (spec.kind === 'systemd') {
    return {...step, action: verb, command: {argv: ['systemctl', verb, spec.unit], asRoot: true}}
  }
  const words = facts.tool?.words ?? []
  const file = basename(spec.file)
  // compose would take a leading dash for an option.
  const name = file.startsWith('-') ? `./${file}` : file
  const argv = [...words, '-f', name, '-p', spec.project, ...composeVerb(verb, state, keep)]
  return {...step, action: verb, command: {argv, cwd: dirname(spec.file), asRoot: facts.dockerAsRoot}}
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
