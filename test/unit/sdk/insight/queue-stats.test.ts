import {expect} from 'chai'
import {queueStats} from '../../../../src/sdk/insight/queue-stats.js'
import {aRunningSession, aSession, anAgent} from '../../../support/sessions.js'

const now = new Date('2026-01-01T01:00:00Z')

describe('the counts of queues', () => {
  it('are apart for each resource group, by name, also for one without a session', () => {
    const agents = [anAgent({resourceGroup: 'gpu'}), anAgent({id: 'agent-2', resourceGroup: 'cpu'})]
    const live = [aSession({resourceGroup: 'gpu'}), aRunningSession({resourceGroup: 'gpu'})]

    const stats = queueStats({live, recent: [], agents, now})

    expect(stats.map(({resourceGroup, waiting, running}) => [resourceGroup, waiting, running])).to.deep.equal(
      [
        ['cpu', 0, 0],
        ['gpu', 1, 1],
      ],
    )
  })

  it('tell how long the first one waits', () => {
    const live = [
      aSession({createdAt: '2026-01-01T00:59:00Z'}),
      aSession({createdAt: '2026-01-01T00:00:00Z'}),
    ]

    const [stats] = queueStats({live, recent: [], agents: undefined, now})

    expect(stats).to.include({longestWaitMs: 3_600_000, agents: null})
  })

  it('measure past waits by the middle one and by the one that 95 of 100 are not above', () => {
    const recent = Array.from({length: 100}, (_, i) =>
      aRunningSession({
        createdAt: '2026-01-01T00:00:00.000Z',
        statusHistory: {
          PENDING: '2026-01-01T00:00:00.000Z',
          RUNNING: new Date(Date.parse('2026-01-01T00:00:00Z') + (i + 1) * 1000).toISOString(),
        },
      }),
    )

    const [stats] = queueStats({live: [], recent, agents: [anAgent()], now})

    expect(stats).to.include({started: 100, medianWaitMs: 50_000, slowWaitMs: 95_000})
  })

  it('add up what is free, and tell the most on one agent', () => {
    const agents = [
      anAgent({occupied: {cpu: '2', 'cuda.shares': '0.8'}}),
      anAgent({id: 'agent-2', occupied: {cpu: '4', 'cuda.shares': '0.7'}}),
    ]

    const [stats] = queueStats({live: [], recent: [], agents, now})

    expect(stats?.free).to.include({cpu: '10', 'cuda.shares': '0.5'})
    expect(stats?.largestFree).to.include({cpu: '6', 'cuda.shares': '0.3'})
  })

  it('know no waits of a period in which nobody started', () => {
    const [stats] = queueStats({live: [], recent: [aSession()], agents: [anAgent()], now})

    expect(stats).to.include({started: 0, medianWaitMs: null, slowWaitMs: null})
  })
})
