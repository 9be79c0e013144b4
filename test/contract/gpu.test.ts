import {expect} from 'chai'
import {NotAllowedError} from '../../src/sdk/index.js'
import {rejection} from '../support/rejection.js'
import {uniqueName, useTarget} from '../support/target.js'

describe('Contract: what a GPU is', function () {
  this.timeout(60_000)
  const target = useTarget()
  afterEach(() => target().reset())

  it('is told to administrators: its memory, and how many fGPU it is', async () => {
    const ratios = await target().client('admin').gpuRatios()

    const [first] = ratios ?? []
    expect(first).to.include({slot: 'cuda.shares', gpus: 1, shares: '1', ratio: '1'})
    expect(first?.gpuMemoryBytes).to.be.above(1024 ** 3)
    expect(first?.shareMemoryBytes).to.equal(first?.gpuMemoryBytes)
  })

  it('is told to users without the devices', async () => {
    const ratios = await target().client('user').gpuRatios()

    expect(ratios?.[0]).to.include({slot: 'cuda.shares', shares: '1', gpus: null, ratio: null})
  })

  it('can be set by superadmins only, and is there when read back', async () => {
    const admin = target().client('admin')
    const plugin = uniqueName('plugin')
    const values = {unit_mem: '1073741824', unit_proc: '4'}

    await rejection(target().client('user').setAccelerator({plugin, values}), NotAllowedError)
    await admin.setAccelerator({plugin, values})
    const settings = await admin.acceleratorSettings()
    const body = {key: `config/plugins/accelerator/${plugin}/`, prefix: true}
    await admin.http.done({method: 'POST', path: '/config/delete', body})

    expect(settings.find((one) => one.plugin === plugin)).to.deep.equal({plugin, values})
    expect((await admin.acceleratorSettings()).map((one) => one.plugin)).not.to.include(plugin)
  })

  it('is used by the sessions that have a share of it', async () => {
    const client = target().client()
    const {id} = await client.sessions.create(target().session({gpu: '0.5'}))
    await client.wait([id], {goals: ['running'], withinMs: 50_000})

    const use = await client.sessionUse()

    expect(use.map((one) => one.id)).to.deep.equal([id])
    expect(use[0]?.slots['cuda.shares']).to.equal('0.5')
    expect(await target().client('user2').sessionUse()).to.deep.equal([])
  })
})
