import {expect} from 'chai'
import fc from 'fast-check'
import {Occupancy} from '../../../../src/local/cluster/occupancy.js'
import {quotaKey} from '../../../../src/local/cluster/quotas.js'
import {SESSION_STATUSES, type SessionRecord} from '../../../../src/local/cluster/model.js'
import {pendingSession} from '../records.js'

/** A session in some status, holding so many tenths of a GPU. */
function holding(sequence: number, status: SessionRecord['status'], tenths: number): SessionRecord {
  const session = pendingSession(sequence)
  const shares = `0.${tenths}`
  const kernels = session.kernels.map((kernel) => ({
    ...kernel,
    agentId: 'a',
    occupiedSlots: {cpu: '1', 'cuda.shares': shares},
    devices: [{deviceId: 'gpu', shares}],
  }))
  return {...session, status, kernels}
}

describe('occupancy', () => {
  it('comes back to exactly nothing, whatever statuses sessions went through', () => {
    const step = fc.record({
      sequence: fc.integer({min: 0, max: 4}),
      status: fc.constantFrom(...SESSION_STATUSES),
      tenths: fc.integer({min: 1, max: 9}),
    })
    fc.assert(
      fc.property(fc.array(step, {maxLength: 60}), (steps) => {
        const occupancy = new Occupancy()
        const current = new Map<number, SessionRecord>()

        for (const {sequence, status, tenths} of steps) {
          const next = holding(sequence, status, tenths)
          occupancy.onChange(current.get(sequence), next)
          current.set(sequence, next)
        }
        for (const session of current.values()) occupancy.onChange(session, undefined)

        expect([...occupancy.ofAgent('a').slots.values()].every((amount) => amount.isZero())).to.equal(true)
        expect(occupancy.ofDevice('gpu').isZero()).to.equal(true)
        expect(occupancy.ofOwner(quotaKey('keypair', 'KEY')).count).to.equal(0)
      }),
    )
  })

  it('counts sessions from the moment they are placed until they end', () => {
    const occupancy = new Occupancy()
    const running = holding(1, 'RUNNING', 4)

    occupancy.onChange(undefined, running)

    expect(occupancy.ofDevice('gpu').toFixed()).to.equal('0.4')
    expect(occupancy.ofOwner(quotaKey('project', 'project')).count).to.equal(1)
  })

  it('does not count what waits', () => {
    const occupancy = new Occupancy()

    occupancy.onChange(undefined, holding(1, 'PENDING', 4))

    expect(occupancy.ofAgent('a').slots.size).to.equal(0)
  })
})
