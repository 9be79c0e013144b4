import {expect} from 'chai'
import {ConflictError, NotAllowedError, NotFoundError, UnsupportedError} from '../../src/sdk/index.js'
import {rejection} from '../support/rejection.js'
import {uniqueName, useTarget} from '../support/target.js'

describe('Contract: what administrators keep', function () {
  this.timeout(120_000)
  const target = useTarget()
  const admin = () => target().client('admin').admin

  it('makes a user with a key that works, changes it, switches it off and removes it', async () => {
    const {users, projects} = admin()
    const email = `${uniqueName('user')}@contract.test`
    const role = (key: {accessKey: string | null; secretKey: string | null}) =>
      target().call({
        method: 'GET',
        path: '/auth/role',
        as: {accessKey: key.accessKey ?? '', secretKey: key.secretKey ?? ''},
      })

    const {id} = await projects.get('default')
    const key = await users.add(email, {
      ...{username: email, password: uniqueName('Pw1!'), domainName: 'default', groupIds: [id]},
    })
    const answer = await role(key)
    await users.update(email, {fullName: 'Contract Test'})
    const changed = await users.get(email)
    await users.remove(email)
    const off = await users.list({status: {type: 'String', value: 'deleted'}})
    await users.purge(email, {purgeSharedVfolders: false})

    expect(answer.status).to.equal(200)
    expect(changed).to.include({fullName: 'Contract Test', role: 'user', status: 'active'})
    expect(off.map((user) => user.email)).to.include(email)
    expect(await rejection(users.get(email), NotFoundError))
      .to.have.property('message')
      .that.includes(email)
  })

  it('makes a second keypair, switches it off and removes it', async () => {
    const {keypairs} = admin()
    const {email} = target().account('user2')

    const {accessKey} = await keypairs.add(email, {
      ...{isActive: true, isAdmin: false, resourcePolicy: 'default', rateLimit: 1000},
    })
    const key = accessKey ?? ''
    await keypairs.update(key, {isActive: false, rateLimit: 2000})
    const changed = await keypairs.get(key)
    await keypairs.remove(key)

    expect(changed).to.include({email, isActive: false, rateLimit: 2000})
    await rejection(keypairs.get(key), NotFoundError)
  })

  it('makes a project, gives it members and a limit, and removes it', async () => {
    const {projects, users} = admin()
    const name = uniqueName('group')
    const {id} = await users.get(target().account('user').email)

    await projects.create(name, {domainName: 'default', totalResourceSlots: {cpu: '4'}})
    const again = await rejection(projects.create(name, {domainName: 'default'}), ConflictError)
    await projects.update(name, {description: 'Robots', userUpdateMode: 'add', userUuids: [id]})
    const changed = await projects.get(name)
    const members = (await users.get(target().account('user').email)).projects
    await projects.update(name, {userUpdateMode: 'remove', userUuids: [id]})
    await projects.purge(name, undefined)

    expect(again.message).to.include(name)
    expect(changed).to.deep.include({description: 'Robots', totalResourceSlots: {cpu: '4'}, isActive: true})
    expect(members).to.include(name)
    await rejection(projects.get(name), NotFoundError)
  })

  it('makes a resource group that the domain may use when it is opened, and removes it', async () => {
    const {resourceGroups} = admin()
    const name = uniqueName('rg')
    const usable = () => target().client('user').resources.resourceGroups('default')
    const tenant = {kind: 'domain', domain: 'default'} as const

    await resourceGroups.create(name, {driver: 'static', scheduler: 'fifo', description: 'Robots'})
    const before = await usable()
    await resourceGroups.allow(name, tenant)
    const opened = await usable()
    await resourceGroups.disallow(name, tenant)
    await resourceGroups.update(name, {isActive: false})
    const changed = await resourceGroups.get(name)
    await resourceGroups.remove(name)

    expect(before).to.not.include(name)
    expect(opened).to.include(name)
    expect(changed).to.include({description: 'Robots', isActive: false, scheduler: 'fifo'})
  })

  it('makes, changes and removes policies of keypairs, users and projects', async () => {
    const name = uniqueName('policy')
    const keypair = admin().policies('keypair')

    await keypair.create(name, {
      ...{defaultForUnspecified: 'LIMITED', totalResourceSlots: {cpu: '4'}, maxConcurrentSessions: 3},
      ...{maxContainersPerSession: 1, maxSessionLifetime: 0, idleTimeout: 0, allowedVfolderHosts: {}},
    })
    await keypair.update(name, {maxConcurrentSessions: 5})
    const changed = await keypair.get(name)
    await keypair.remove(name)
    for (const kind of ['user', 'project'] as const) {
      const policies = admin().policies(kind)
      const limits =
        kind === 'user'
          ? {maxSessionCountPerModelSession: 0, maxCustomizedImageCount: 0}
          : {maxNetworkCount: 0}
      // A limit of nothing is kept by those, too, who do not have the thing.
      await policies.create(name, {maxVfolderCount: 1, maxQuotaScopeSize: -1, ...limits})
      await policies.update(name, {maxVfolderCount: 2})
      expect(await policies.get(name)).to.include({maxVfolderCount: 2})
      await policies.remove(name)
    }

    expect(changed).to.deep.include({maxConcurrentSessions: 5, totalResourceSlots: {cpu: '4'}})
    await rejection(keypair.get(name), NotFoundError)
  })

  it('limits the networks of a project, or says which releases of the manager can', async () => {
    const capabilities = await target().client('admin').capabilities()
    const name = uniqueName('policy')
    const policies = admin().policies('project')
    await policies.create(name, {maxVfolderCount: 1, maxQuotaScopeSize: -1, maxNetworkCount: 0})

    const outcome = await policies.update(name, {maxNetworkCount: 3}).catch((error: unknown) => error)

    await policies.remove(name)
    if (capabilities.has('networks')) expect(outcome).to.equal(undefined)
    else
      expect(outcome)
        .to.be.instanceOf(UnsupportedError)
        .and.to.have.property('hints')
        .that.includes('It is there in manager releases from 24.12 on.')
  })

  it('makes, changes and removes a preset that everybody sees', async () => {
    const {presets} = admin()
    const name = uniqueName('preset')

    await presets.create(name, {resourceSlots: {cpu: '2', mem: '1073741824'}})
    await presets.update(name, {sharedMemory: '64m'})
    const seen = (await target().client('user').resources.presets()).find((one) => one.name === name)
    await presets.remove(name)

    expect(seen).to.deep.include({sharedMemoryBytes: 64 * 1024 ** 2})
    expect(seen?.slots).to.include({cpu: '2', mem: '1073741824'})
    await rejection(presets.get(name), NotFoundError)
  })

  it('notes down a registry and never tells its password', async () => {
    const {registries} = admin()
    const name = uniqueName('registry')

    await registries.create(name, {
      url: 'http://127.0.0.1:5999',
      type: 'docker',
      project: ['stable'],
      password: 'hush',
    })
    await registries.update(name, {url: 'http://127.0.0.1:5998'})
    const noted = await registries.get(name)
    await registries.remove(name)

    expect(noted).to.deep.include({url: 'http://127.0.0.1:5998', type: 'docker', project: ['stable']})
    expect(JSON.stringify(noted)).to.not.include('hush')
    await rejection(registries.get(name), NotFoundError)
  })

  it('gives an image a further name and takes it away', async () => {
    const {images} = admin()
    const alias = uniqueName('alias')
    const image = await images.find(target().image)

    await images.alias(alias, image)
    const found = await images.find(alias)
    await images.dealias(alias)

    expect(found.reference).to.equal(target().image)
    await rejection(images.dealias(alias), NotFoundError)
  })

  it('puts no session on an agent that takes none, and again when it does', async () => {
    const {agents} = admin()
    const [agent] = await agents.list({status: 'ALIVE', resourceGroup: 'default'})
    const id = agent?.id ?? ''

    await agents.update(id, {schedulable: false})
    const drained = await agents.get(id)
    await agents.update(id, {schedulable: true})

    expect(agent).to.deep.include({status: 'ALIVE', schedulable: true})
    expect(drained.schedulable).to.equal(false)
    expect((await agents.get(id)).schedulable).to.equal(true)
  })

  it('tells whether the manager runs', async () => {
    expect(await admin().manager.status()).to.include({status: 'running'})
  })

  for (const [what, work] of [
    ['see all users', (user: ReturnType<typeof admin>) => user.users.list()],
    [
      'make a project',
      (user: ReturnType<typeof admin>) => user.projects.create('mine', {domainName: 'default'}),
    ],
    [
      'make a preset',
      (user: ReturnType<typeof admin>) => user.presets.create('mine', {resourceSlots: {cpu: '1'}}),
    ],
    ['see the agents', (user: ReturnType<typeof admin>) => user.agents.list()],
    ['freeze the manager', (user: ReturnType<typeof admin>) => user.manager.freeze()],
  ] as const) {
    it(`does not let a user ${what}`, async () => {
      await rejection(work(target().client('user').admin), NotAllowedError)
    })
  }
})
