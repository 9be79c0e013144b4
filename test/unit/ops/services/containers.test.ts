import {expect} from 'chai'
import {composeState, containersOf, type Container} from '../../../../src/ops/services/containers.js'
import type {ComposeService} from '../../../../src/ops/services/targets.js'

const TARGET: ComposeService = {
  host: 'a',
  spec: {name: 'redis', hosts: ['a'], kind: 'compose', file: '/h/redis.yaml', project: 'p', version: 'auto'},
}

function container(state: Partial<Container['State']>, labels: Record<string, string> = {}): Container {
  return {
    Id: 'abc',
    State: {
      Status: 'running',
      Pid: 5,
      ExitCode: 0,
      Error: '',
      StartedAt: '2026-01-02T03:04:05Z',
      FinishedAt: '0001-01-01T00:00:00Z',
      ...state,
    },
    RestartCount: 0,
    Config: {Image: 'redis:7', Labels: labels},
  }
}

describe('containers of a compose file', () => {
  it('are found by label, as v1 (as typed) and v2 (whole path) write it', () => {
    const label = (files: string) => container({}, {'com.docker.compose.project.config_files': files})
    const all = [
      label('redis.yaml'),
      label('/h/redis.yaml'),
      label('/h/a.yaml,/h/redis.yaml'),
      label('etcd.yaml'),
      container({}),
    ]

    expect(containersOf('/h/redis.yaml', all)).to.have.length(3)
  })

  for (const [facts, state] of [
    [{}, 'running'],
    [{Health: {Status: 'starting'}}, 'starting'],
    [{Health: {Status: 'unhealthy'}}, 'unhealthy'],
    [{Status: 'restarting'}, 'restarting'],
    [{Status: 'exited', ExitCode: 0}, 'stopped'],
    [{Status: 'exited', ExitCode: 143}, 'stopped'],
    [{Status: 'exited', ExitCode: 1}, 'failed'],
    [{Status: 'created', Error: 'port is already allocated'}, 'failed'],
  ] as const) {
    it(`${JSON.stringify(facts)} is ${state}`, () => {
      expect(composeState(TARGET, [container(facts)]).state).to.equal(state)
    })
  }

  it('count as their worst', () => {
    expect(composeState(TARGET, [container({}), container({Status: 'exited', ExitCode: 1})]).state).to.equal(
      'failed',
    )
  })
})
