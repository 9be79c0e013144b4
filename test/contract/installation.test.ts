import {expect} from 'chai'
import {matchImages, SdkError, parseDecimal} from '../../src/sdk/index.js'
import {rejection} from '../support/rejection.js'
import {useTarget} from '../support/target.js'

const AMOUNT = /^(\d+(\.\d+)?|Infinity)$/

describe('Contract: account, slots, presets, images, agents', () => {
  const target = useTarget()

  for (const [who, role] of [
    ['user', 'user'],
    ['admin', 'superadmin'],
  ] as const) {
    it(`says that ${who} is a ${role}`, async () => {
      const me = await target().client(who).account.me()

      expect(me).to.deep.equal({
        accessKey: target().account(who).accessKey,
        email: target().account(who).email,
        role,
        domain: 'default',
        projects: ['default'],
        resourcePolicy: 'default',
      })
    })
  }

  it('shows a user no keypair but the own', async () => {
    const query = '{ keypair_list(limit: 10, offset: 0) { items { access_key } total_count } }'

    const {json} = await target().call({
      method: 'POST',
      path: '/admin/gql',
      as: target().account('user'),
      body: {query},
    })

    expect(json)
      .to.have.property('data')
      .that.deep.equals({
        keypair_list: {items: [{access_key: target().account('user').accessKey}], total_count: 1},
      })
  })

  it('has the slots of a fractional GPU', async () => {
    const slots = await target().client().resources.slots()

    expect(slots).to.include({cpu: 'count', mem: 'bytes', 'cuda.shares': 'count'})
  })

  it('names the slots for people', async () => {
    const details = await target().client().resources.slotDetails()

    const fgpu = details.find(({slot}) => slot === 'cuda.shares')
    expect(fgpu).to.include({name: 'fGPU', unit: 'fGPU'})
    expect(details.map(({slot}) => slot)).to.include.members(['cpu', 'mem'])
  })

  it('offers presets with amounts as decimals', async () => {
    const presets = await target().client().resources.presets()

    const half = presets.find(({name}) => name === 'cuda01-small')
    expect(half?.slots).to.include({cpu: '1', mem: '4294967296', 'cuda.shares': '0.5'})
  })

  it('says which presets would start now, and what is left', async () => {
    const use = await target().client().resources.use('default', 'default')

    const allocatable = Object.fromEntries(use.presets.map(({name, allocatable: can}) => [name, can]))
    expect(allocatable).to.include({'cpu01-small': true, 'cuda01-small': true, 'cuda02-medium': true})
    expect(use.keypair.using).to.include({cpu: '0', mem: '0'})
    expect(Object.keys(use.resourceGroups)).to.deep.equal(['default'])
  })

  it('gives every limit as a decimal or as Infinity', async () => {
    const {keypair, project, resourceGroups} = await target().client().resources.use('default')

    const amounts = [keypair.limits, keypair.remaining, project.limits, project.remaining]
      .concat(Object.values(resourceGroups).map(({remaining}) => remaining))
      .flatMap((slots) => Object.values(slots))
    expect(amounts.filter((amount) => !AMOUNT.test(amount))).to.deep.equal([])
  })

  it('knows no other project', async () => {
    const error = await rejection(target().client().resources.use('no-such-project'), SdkError)

    expect(error.status).to.be.oneOf([400, 404])
  })

  it('knows no other resource group', async () => {
    const work = target().client().resources.use('default', 'no-such-group')

    const error = await rejection(work, SdkError)
    expect(error.status).to.be.oneOf([400, 404])
    expect(error.message).to.match(/scaling.group|parameters/)
  })

  it('lists the resource groups of a project', async () => {
    expect(await target().client().resources.resourceGroups('default')).to.deep.equal(target().resourceGroups)
  })

  it('lists the public resource groups for a project that nobody has, too', async () => {
    expect(await target().client().resources.resourceGroups('no-such-project')).to.deep.equal(
      target().resourceGroups,
    )
  })

  it('lists images with what they need and may use', async () => {
    const images = await target().client().images.list()

    const image = images.find(({reference}) => reference === target().image)
    expect(image).to.include({architecture: 'x86_64', owner: null})
    expect(image?.minimum).to.include({cpu: '1'})
    expect(parseDecimal(image?.minimum['mem'] ?? '0').gte(2 ** 26)).to.equal(true)
    expect(image?.accelerators).to.include('cuda')
    expect(image?.labels).to.include({'ai.backend.role': 'COMPUTE', 'ai.backend.kernelspec': '1'})
  })

  it('knows an image by its alias', async () => {
    const images = await target().client().images.list()
    const [alias = ''] = images.find(({reference}) => reference === target().image)?.aliases ?? []

    expect(matchImages(images, alias).map(({reference}) => reference)).to.deep.equal([target().image])
  })

  it('shows users the agents with what is free', async () => {
    const agents = await target().client().agents.summary('default')

    expect(agents).to.have.length(1)
    expect(agents?.[0]).to.deep.include({
      status: 'ALIVE',
      schedulable: true,
      resourceGroup: 'default',
      capacity: {cpu: '8', mem: '34359738368', 'cuda.shares': '1'},
      occupied: {cpu: '0', mem: '0', 'cuda.shares': '0'},
    })
  })

  it('keeps the list of agents for administrators from users', async () => {
    const body = {query: '{ agent_list(limit: 10, offset: 0) { items { id } } }'}

    const {status, json} = await target().call({
      method: 'POST',
      path: '/admin/gql',
      as: target().account('user'),
      body,
    })

    expect(status).to.equal(200)
    expect(json)
      .to.have.nested.property('errors[0].message')
      .that.matches(/forbidden|privilege/i)
  })
})
