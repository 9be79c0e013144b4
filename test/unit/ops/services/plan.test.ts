import {expect} from 'chai'
import {planStep, type PlanFacts, type Verb} from '../../../../src/ops/services/plan.js'
import {blankState, type ServiceState} from '../../../../src/ops/services/state.js'
import type {ServiceSpec} from '../../../../src/ops/site/site.js'

const UNIT: ServiceSpec = {name: 'manager', hosts: ['a'], kind: 'systemd', unit: 'backendai-manager'}
const REDIS: ServiceSpec = {
  name: 'redis',
  hosts: ['a'],
  kind: 'compose',
  file: '/half stack/-r.yaml',
  project: 'p',
  version: 'auto',
}

describe('planStep', () => {
  const facts = (spec: ServiceSpec, state: Partial<ServiceState>): PlanFacts => ({
    state: blankState({
      service: spec.name,
      host: 'a',
      kind: spec.kind,
      source: 'x',
      state: 'running',
      ...state,
    }),
    compose: {tool: {major: 2, words: ['docker', 'compose']}, asRoot: false},
  })
  const plan = (verb: Verb, spec: ServiceSpec, state: Partial<ServiceState>, keep = false) =>
    planStep(verb, {host: 'a', spec}, facts(spec, state), {keep})
  const words = (verb: Verb, state: Partial<ServiceState>, keep = false) =>
    plan(verb, REDIS, state, keep).command?.argv.slice(6).join(' ') ?? plan(verb, REDIS, state, keep).action

  it('uses systemctl with root rights for units', () => {
    expect(plan('restart', UNIT, {}).command).to.deep.equal({
      argv: ['systemctl', 'restart', 'backendai-manager'],
      asRoot: true,
    })
  })

  it('runs compose in the folder of its file, a leading dash made harmless', () => {
    expect(plan('restart', REDIS, {containers: ['1']}).command).to.deep.equal({
      argv: ['docker', 'compose', '-f', './-r.yaml', '-p', 'p', 'restart'],
      cwd: '/half stack',
      asRoot: false,
    })
  })

  const cases: readonly (readonly [Verb, Partial<ServiceState>, boolean, string])[] = [
    ['start', {state: 'running', containers: ['1']}, false, 'already'],
    ['start', {state: 'stopped', containers: ['1']}, false, 'up -d'],
    ['start', {state: 'failed', containers: ['1']}, false, 'up -d'],
    ['restart', {state: 'running', containers: ['1']}, false, 'restart'],
    // restart of what is down does nothing in v2 and fails in v1
    ['restart', {state: 'stopped', containers: []}, false, 'up -d'],
    ['stop', {state: 'running', containers: ['1']}, false, 'down'],
    ['stop', {state: 'running', containers: ['1']}, true, 'stop'],
    ['stop', {state: 'stopped', containers: ['1']}, false, 'down'],
    ['stop', {state: 'stopped', containers: ['1']}, true, 'already'],
    ['stop', {state: 'stopped', containers: []}, false, 'already'],
    ['stop', {state: 'absent', containers: []}, false, 'already'],
    ['start', {state: 'absent', containers: []}, false, 'cannot'],
    ['start', {state: 'unknown'}, false, 'cannot'],
  ]
  for (const [verb, state, keep, expected] of cases) {
    it(`${verb}${keep ? ' --keep' : ''} of ${state.state} with ${state.containers?.length ?? 0} containers: ${expected}`, () => {
      expect(words(verb, state, keep)).to.equal(expected)
    })
  }
})
