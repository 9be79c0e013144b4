import {expect} from 'chai'
import type {Session} from '../../src/sdk/index.js'
import {until} from '../support/until.js'
import {uniqueName, useTarget} from '../support/target.js'

describe('Contract: three sessions with 0.4 of one GPU', function () {
  this.timeout(120_000)
  const target = useTarget()
  const ids: string[] = []

  before('create them, one after the other', async function () {
    this.timeout(120_000)
    const stem = uniqueName('story')
    const specs = [1, 2, 3].map((number) => target().session({name: `${stem}-${number}`, gpu: '0.4'}))
    const client = target().client()
    for (const [index, spec] of specs.entries()) {
      const {id} = await client.sessions.create(spec)
      ids.push(id)
      // One after the other: 25.5 may cancel one of two that it starts in the same moment.
      if (index < 2) await client.wait([id], {goals: ['running'], withinMs: 90_000})
    }
  })

  const sessions = (): Promise<Session[]> => target().client().sessions.getMany(ids)
  const statuses = async (): Promise<string[]> => (await sessions()).map(({status}) => status)

  it('two run and the third waits', async () => {
    expect(await statuses()).to.deep.equal(['RUNNING', 'RUNNING', 'PENDING'])
  })

  it('the agent has 0.8 of its GPU in use', async () => {
    const [agent] = (await target().client().agents.summary('default')) ?? []

    expect(agent?.occupied).to.include({'cuda.shares': '0.8', cpu: '2'})
  })

  it('presets that want more than what is left would not start now', async () => {
    const {presets, keypair} = await target().client().resources.use('default', 'default')

    const allocatable = Object.fromEntries(presets.map(({name, allocatable: can}) => [name, can]))
    expect(allocatable).to.include({'cpu01-small': true, 'cuda01-small': false, 'cuda02-medium': false})
    expect(keypair.using).to.include({'cuda.shares': '0.8', cpu: '2'})
  })

  it('why tells the reason, the numbers, and whose end frees enough', async () => {
    const all = await sessions()

    const [why] = await target().client().why(all.slice(2))

    expect(why).to.deep.include({id: ids[2], status: 'PENDING', code: 'NO_FREE_RESOURCES', position: 1})
    expect(why?.needs).to.include({'cuda.shares': '0.4', cpu: '1'})
    expect(why?.bestNode?.free).to.include({'cuda.shares': '0.2', cpu: '6'})
    expect(why?.shortBy).to.deep.equal({'cuda.shares': '0.2'})
    expect(why?.fitsNow).to.deep.equal({'cuda.shares': '0.2'})
    expect(why?.freedBy).to.have.length(1)
    expect(ids.slice(0, 2)).to.include(why?.freedBy[0]?.id)
    expect(why?.freedBy[0]?.frees).to.include({'cuda.shares': '0.4'})
    expect(why?.waitedMs).to.be.greaterThan(0)
  })

  it("why repeats the scheduler's own words", async () => {
    const words = await until(async () => {
      const waiting = (await sessions()).slice(2)
      const [why] = await target().client().why(waiting)
      return why?.managerWords.length ? why.managerWords : undefined
    }, 'words of the scheduler')

    expect(words.join('\n')).to.match(/resource|no-available-instances/i)
  })

  it('why has nothing to explain about those that run', async () => {
    const running = (await sessions()).slice(0, 2)

    const reasons = await target().client().why(running)

    expect(reasons.map(({code}) => code)).to.deep.equal(['NOT_WAITING', 'NOT_WAITING'])
  })

  it('a smaller one that would fit waits behind the one that does not', async () => {
    const {id} = await target()
      .client()
      .sessions.create(target().session({gpu: '0.1'}))

    const [why] = await target()
      .client()
      .why([await target().client().sessions.get(id)])
    await target().client().sessions.destroy(id)

    expect(why).to.include({status: 'PENDING', code: 'BEHIND_OTHERS', position: 2})
  })

  it('the third starts when one of the two has ended', async () => {
    const outcome = await target()
      .client()
      .sessions.destroy(ids[0] ?? '')

    const result = await target()
      .client()
      .wait(ids.slice(2), {goals: ['running'], withinMs: 90_000})
    expect(outcome).to.equal('terminated')
    expect(result.outcome).to.equal('reached')
    expect(await statuses()).to.deep.equal(['TERMINATED', 'RUNNING', 'RUNNING'])
  })
})
