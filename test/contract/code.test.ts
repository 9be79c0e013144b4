import {expect} from 'chai'
import {until} from '../support/until.js'
import {useRunner} from '../support/target.js'

describe('Contract: code in a session', function () {
  this.timeout(180_000)
  const target = useRunner()

  it('runs, and what a batch session printed is in its log after the end', async () => {
    const {sessions} = target().client()
    // An agent may miss the end of a command that takes no time at all.
    const command = 'sleep 1; echo "$((6 * 7)) is the answer"'
    const spec = target().runnableSession({type: 'batch', command})

    const {id} = await sessions.create(spec)
    const {outcome} = await target()
      .client()
      .wait([id], {goals: ['done'], withinMs: 120_000})
    const log = await until(async () => {
      const text = await sessions.logs(id)
      return text.includes('answer') ? text : undefined
    }, 'the log')

    expect(outcome).to.equal('reached')
    expect(log).to.include('42 is the answer')
  })
})
