import {expect} from 'chai'
import {explain, type ResourceUse, type WaitFacts} from '../../../../src/sdk/index.js'
import {anAgent, aRunningSession, aSession} from '../../../support/sessions.js'

const NOW = new Date('2026-01-01T00:05:00Z')

function facts(values: Partial<WaitFacts> = {}): WaitFacts {
  return {session: aSession(), agents: [anAgent()], use: undefined, others: [], now: NOW, ...values}
}

const twoRunning = [aRunningSession({id: 'a', name: 'train-1'}), aRunningSession({id: 'b', name: 'train-2'})]
const waiting = aSession({id: 'c', name: 'train-3'})
const busyAgent = anAgent({occupied: {cpu: '2', mem: '2147483648', 'cuda.shares': '0.8'}})

describe('why a session waits', () => {
  it('says what is needed, what the best node has and what is missing, exactly', () => {
    const why = explain(facts({session: waiting, agents: [busyAgent], others: [...twoRunning, waiting]}))

    expect(why.code).to.equal('NO_FREE_RESOURCES')
    expect(why.needs).to.deep.equal({cpu: '1', mem: '1073741824', 'cuda.shares': '0.4'})
    expect(why.bestNode).to.deep.equal({
      id: 'agent-1',
      free: {cpu: '6', mem: '32212254720', 'cuda.shares': '0.2'},
    })
    expect(why.shortBy).to.deep.equal({'cuda.shares': '0.2'})
    expect(why.fitsNow).to.deep.equal({'cuda.shares': '0.2'})
    expect(why.waitedMs).to.equal(300_000)
  })

  it('names one session whose end is enough', () => {
    const why = explain(facts({session: waiting, agents: [busyAgent], others: [...twoRunning, waiting]}))

    expect(why.freedBy.map((one) => one.name)).to.deep.equal(['train-1'])
    expect(why.freedBy[0]?.frees['cuda.shares']).to.equal('0.4')
  })

  it('prefers the session that gives back least but enough', () => {
    const others = [
      aRunningSession({id: 'a', name: 'large', requestedSlots: {'cuda.shares': '0.5'}}),
      aRunningSession({id: 'b', name: 'small', requestedSlots: {'cuda.shares': '0.3'}}),
    ]

    const why = explain(facts({agents: [anAgent({occupied: {'cuda.shares': '0.8'}})], others}))

    expect(why.freedBy.map((one) => one.name)).to.deep.equal(['small'])
  })

  it('names several when one is not enough, and none when not even all are', () => {
    const needsAll = aSession({requestedSlots: {'cuda.shares': '0.9'}})
    const needsTwo = explain(facts({session: needsAll, agents: [busyAgent], others: twoRunning}))
    const hidden = explain(facts({session: needsAll, agents: [busyAgent], others: twoRunning.slice(1)}))

    expect(needsTwo.freedBy).to.have.length(2)
    expect(hidden.freedBy).to.have.length(0)
  })

  it('looks only at nodes of its resource group that are alive and take sessions', () => {
    const agents = [
      anAgent({id: 'lost', status: 'LOST'}),
      anAgent({id: 'drained', schedulable: false}),
      anAgent({id: 'elsewhere', resourceGroup: 'other'}),
    ]

    const why = explain(facts({agents}))

    expect(why.code).to.equal('NO_AGENT')
    expect(why.bestNode).to.equal(null)
  })

  it('tells a request no node could ever hold from one that has to wait', () => {
    const why = explain(facts({session: aSession({requestedSlots: {'cuda.shares': '3'}})}))

    expect(why.code).to.equal('TOO_LARGE')
  })

  it('counts the place by priority, then by time', () => {
    const urgent = aSession({id: 'u', priority: 50, createdAt: '2026-01-01T00:01:00Z'})
    const earlier = aSession({id: 'e', createdAt: '2025-12-31T00:00:00Z'})

    const why = explain(facts({others: [urgent, earlier, aSession({id: 'x', resourceGroup: 'other'})]}))

    expect(why.position).to.equal(3)
    expect(why.positionScope).to.equal('visible')
    expect(why.code).to.equal('BEHIND_OTHERS')
  })

  it("takes the manager's own place in the queue when it tells", () => {
    const why = explain(facts({managerPosition: 7}))

    expect(why.position).to.equal(7)
    expect(why.positionScope).to.equal('queue')
  })

  it('says when it would fit and nobody is before it', () => {
    expect(explain(facts()).code).to.equal('NOT_TRIED_YET')
  })

  it('says that a limit is used up, but not for slots without one', () => {
    const use: ResourceUse = {
      keypair: {
        limits: {'cuda.shares': '1', cpu: 'Infinity'},
        using: {'cuda.shares': '0.8'},
        remaining: {'cuda.shares': '0.2', cpu: 'Infinity'},
      },
      project: {limits: {}, using: {}, remaining: {}},
      resourceGroups: {},
      presets: [],
    }

    expect(explain(facts({use})).code).to.equal('OVER_QUOTA')
    expect(
      explain(facts({use, session: aSession({requestedSlots: {'cuda.shares': '0.2', cpu: '4'}})})).code,
    ).to.equal('NOT_TRIED_YET')
  })

  it('waits for its time and for other sessions before anything else', () => {
    const later = aSession({startsAt: '2026-01-01T06:00:00Z'})
    const waitsFor = [{id: 'd', name: 'prepare', status: 'RUNNING'}]

    expect(explain(facts({session: later})).code).to.equal('WAITS_FOR_TIME')
    expect(explain(facts({waitsFor})).code).to.equal('WAITS_FOR_SESSION')
  })

  it('keeps the words of every generation of managers, verbatim', () => {
    const session = aSession({
      statusInfo: 'predicate-checks-failed',
      scheduler: {
        retries: 3,
        lastTry: null,
        message: null,
        failedPredicates: [{name: 'reserved_time', message: 'not yet'}],
      },
    })

    const why = explain(facts({session, notes: ['Not attempted: no resources']}))

    expect(why.managerWords).to.deep.equal([
      'predicate-checks-failed',
      'reserved_time: not yet',
      'Not attempted: no resources',
    ])
  })

  it('says that agents are hidden instead of guessing', () => {
    expect(explain(facts({agents: undefined})).code).to.equal('UNKNOWN')
  })

  for (const [status, result, code] of [
    ['RUNNING', 'undefined', 'NOT_WAITING'],
    ['PREPARING', 'undefined', 'STARTING'],
    ['SOME_NEW_STATUS', 'undefined', 'STARTING'],
    ['TERMINATED', 'success', 'ENDED'],
    ['TERMINATED', 'failure', 'FAILED'],
    ['CANCELLED', 'undefined', 'CANCELLED'],
    ['ERROR', 'undefined', 'FAILED'],
  ] as const) {
    it(`calls ${status} with result ${result} ${code}`, () => {
      const why = explain(facts({session: aSession({status, result})}))

      expect(why.code).to.equal(code)
      expect(why.position).to.equal(null)
      expect(why.shortBy).to.deep.equal({})
    })
  }
})
