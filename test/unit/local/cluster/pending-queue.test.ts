import {expect} from 'chai'
import fc from 'fast-check'
import {PendingQueue} from '../../../../src/local/cluster/pending-queue.js'
import {pendingSession} from '../records.js'

const priorities = fc.array(fc.integer({min: 0, max: 3}), {maxLength: 40})

describe('the queue', () => {
  it('takes higher priorities first, and whoever came first within one', () => {
    fc.assert(
      fc.property(priorities, (given) => {
        const sessions = given.map((priority, sequence) => pendingSession(sequence, {}, {priority}))
        const queue = new PendingQueue()

        for (const session of sessions) queue.add(session)

        const expected = sessions.toSorted((a, b) => b.priority - a.priority || a.sequence - b.sequence)
        expect([...queue].map(({id}) => id)).to.deep.equal(expected.map(({id}) => id))
      }),
    )
  })

  it('knows the place of everyone, and of nobody who left', () => {
    fc.assert(
      fc.property(priorities, fc.nat(), (given, which) => {
        fc.pre(given.length > 0)
        const sessions = given.map((priority, sequence) => pendingSession(sequence, {}, {priority}))
        const leaving = sessions[which % sessions.length] ?? sessions[0]
        const queue = new PendingQueue()
        for (const session of sessions) queue.add(session)

        if (leaving) queue.remove(leaving)

        expect([...queue].map((session) => queue.positionOf(session))).to.deep.equal([
          ...Array(given.length - 1).keys(),
        ])
        expect(leaving && queue.positionOf(leaving)).to.equal(-1)
      }),
    )
  })
})
