import {expect} from 'chai'
import {uniqueName, useTarget} from '../support/target.js'

describe('Contract: batch sessions', function () {
  this.timeout(120_000)
  const target = useTarget()
  let good = ''
  let bad = ''

  before('run one that goes well and one that does not', async function () {
    this.timeout(120_000)
    const {sessions} = target().client()
    const batch = (command: string) => sessions.create(target().session({type: 'batch', command}))
    good = (await batch('true')).id
    bad = (await batch('exit 3')).id
    await target()
      .client()
      .wait([good, bad], {goals: ['terminated'], withinMs: 90_000})
  })

  it('ends with success when its command does', async () => {
    expect(await target().client().sessions.get(good)).to.deep.include({
      type: 'batch',
      status: 'TERMINATED',
      statusInfo: 'task-finished',
      result: 'success',
    })
  })

  it('ends with failure when its command does', async () => {
    expect(await target().client().sessions.get(bad)).to.include({
      type: 'batch',
      status: 'TERMINATED',
      statusInfo: 'task-failed',
      result: 'failure',
    })
  })

  for (const [goal, whichGood, whichBad] of [
    ['done', 'reached', 'failed'],
    ['failed', 'failed', 'reached'],
    ['terminated', 'reached', 'reached'],
    ['running', 'reached', 'failed'],
  ] as const) {
    it(`counts as ${whichGood} or ${whichBad} for whoever waits for "${goal}"`, async () => {
      const outcomes = await Promise.all(
        [good, bad].map((id) =>
          target()
            .client()
            .wait([id], {goals: [goal], withinMs: 10_000}),
        ),
      )

      expect(outcomes.map(({outcome}) => outcome)).to.deep.equal([whichGood, whichBad])
    })
  }

  it('explains a failure as such', async () => {
    const [why] = await target()
      .client()
      .why([await target().client().sessions.get(bad)])

    expect(why).to.include({code: 'FAILED', position: null})
    expect(why?.managerWords).to.include('task-failed')
  })

  it('waits for one that must succeed first, and says so', async () => {
    const client = target().client()
    const first = await client.sessions.create(
      target().endlessSession({name: uniqueName('first'), type: 'batch', command: 'true'}),
    )
    const second = await client.sessions.create(
      target().session({type: 'batch', command: 'true', dependencies: [first.id]}),
    )

    const [why] = await client.why([await client.sessions.get(second.id)])

    expect(why).to.include({status: 'PENDING', code: 'WAITS_FOR_SESSION'})
    expect(why?.waitsFor.map(({id, name, status}) => ({id, name, status}))).to.deep.equal([
      {id: first.id, name: first.name, status: 'PENDING'},
    ])
  })
})
