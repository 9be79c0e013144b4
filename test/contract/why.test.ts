import {expect} from 'chai'
import {schedulingNotes} from '../../src/sdk/resources/scheduling-history.js'
import type {Explanation} from '../../src/sdk/index.js'
import {leaveOut} from '../support/leave-out.js'
import {useTarget, type Who} from '../support/target.js'
import {until} from '../support/until.js'

describe('Contract: what the manager offers to explain a wait', function () {
  this.timeout(120_000)
  const target = useTarget()
  let first = ''
  let second = ''

  before('queue sessions that no agent is large enough for', async () => {
    first = (await target().client('user2').sessions.create(target().endlessSession())).id
    second = (await target().client().sessions.create(target().endlessSession())).id
  })

  const why = async (id: string, who: Who = 'user'): Promise<Explanation | undefined> => {
    const client = target().client(who)
    return (await client.why([await client.sessions.get(id)]))[0]
  }

  it('tells an administrator the place in the whole queue, where the manager counts it', async () => {
    const scope = (await target().client().capabilities()).has('pendingQueue') ? 'queue' : 'visible'

    // A session that the scheduler sets back has no place for a moment, and may come behind the other one.
    const placeOf = (id: string): Promise<number> =>
      until(
        async () => {
          const told = await why(id, 'admin')
          return told?.positionScope === scope ? (told.position ?? undefined) : undefined
        },
        `a place in the ${scope === 'queue' ? 'whole' : 'visible'} queue`,
      )

    const places = [await placeOf(first), await placeOf(second)]

    for (const place of places) expect(place).to.be.at.least(1)
  })

  it('counts the place among the sessions that a user can see', async () => {
    expect(await why(second)).to.include({position: 1, positionScope: 'visible'})
  })

  it('has what its scheduler noted among its words, where it keeps a history', async function () {
    const {http} = target().client()
    const history = {method: 'POST', path: '/admin/gql/strawberry', as: target().account('user'), body: {}}
    const isThere = (await target().call(history)).status !== 404
    const mayBeThere = (await target().client().capabilities()).has('schedulingHistory')
    if (!isThere || !mayBeThere) leaveOut(this, 'the manager keeps no history of scheduling')

    const notes = await until(async () => {
      const found = await schedulingNotes(http, second)
      return found.length > 0 ? found : undefined
    }, 'notes of the scheduler')

    expect(await why(second).then((told) => told?.managerWords)).to.include.members(notes)
  })

  it('leaves the arithmetic to bai, which does it on every release', async () => {
    const told = await why(second)

    expect(told).to.deep.include({code: 'TOO_LARGE', freedBy: [], shortBy: {cpu: '56'}, fitsNow: {cpu: '8'}})
    expect(told?.needs).to.include({cpu: '64'})
    expect(told?.bestNode?.free).to.include({cpu: '8'})
  })
})

describe('Contract: a session that waits for another one', function () {
  this.timeout(120_000)
  const target = useTarget()

  it("has the scheduler's check that it did not pass among its words", async () => {
    const client = target().client()
    const first = await client.sessions.create(target().session())
    await client.wait([first.id], {goals: ['running'], withinMs: 90_000})
    const {id} = await client.sessions.create(
      target().session({type: 'batch', command: 'true', dependencies: [first.id]}),
    )

    const told = await until(async () => {
      const [why] = await client.why([await client.sessions.get(id)])
      return why && /dependenc/i.test(why.managerWords.join()) ? why : undefined
    }, 'words about the dependency')

    expect(told).to.include({status: 'PENDING', code: 'WAITS_FOR_SESSION'})
    expect(told.waitsFor.map((session) => session.id)).to.deep.equal([first.id])
  })
})
