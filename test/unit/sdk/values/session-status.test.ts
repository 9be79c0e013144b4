import {expect} from 'chai'
import {holdsResources, isDead, phaseOf} from '../../../../src/sdk/values/session-status.js'

describe('the phase of a session', () => {
  for (const [status, phase] of [
    ['PENDING', 'queued'],
    ['DEPRIORITIZING', 'queued'],
    ['RESERVED', 'queued'],
    ['PREEMPTED', 'queued'],
    ['RESCHEDULING', 'queued'],
    ['SCHEDULED', 'starting'],
    ['PREPARING', 'starting'],
    ['PREPARED', 'starting'],
    ['PULLING', 'starting'],
    ['CREATING', 'starting'],
    ['RUNNING', 'running'],
    ['running', 'running'],
    ['RESTARTING', 'running'],
    ['RUNNING_DEGRADED', 'running'],
    ['TERMINATING', 'ending'],
    ['TERMINATED', 'ended'],
    ['CANCELLED', 'failed'],
    ['ERROR', 'failed'],
  ] as const) {
    it(`is ${phase} for ${status}`, () => {
      expect(phaseOf(status)).to.equal(phase)
    })
  }

  it('is starting for a status that a newer manager invented', () => {
    expect(phaseOf('WARMING_UP')).to.equal('starting')
    expect(phaseOf('constructor')).to.equal('starting')
  })
})

describe('a session', () => {
  it('is dead when the manager is done with it, which an error is not', () => {
    const dead = ['PENDING', 'RUNNING', 'ERROR', 'TERMINATING', 'TERMINATED', 'CANCELLED'].filter(isDead)

    expect(dead).to.deep.equal(['TERMINATED', 'CANCELLED'])
  })

  it('holds resources from its scheduling to its end', () => {
    const holding = [
      'PENDING',
      'SCHEDULED',
      'RUNNING',
      'TERMINATING',
      'TERMINATED',
      'CANCELLED',
      'ERROR',
    ].filter(holdsResources)

    expect(holding).to.deep.equal(['SCHEDULED', 'RUNNING', 'TERMINATING'])
  })
})
