import {expect} from 'chai'
import {
  ConflictError,
  InvalidValueError,
  NotFoundError,
  RejectedError,
  Sessions,
  type SessionSpec,
} from '../../src/sdk/index.js'
import {rejection} from '../support/rejection.js'
import {uniqueName, useTarget} from '../support/target.js'

describe('Contract: creating a session', function () {
  this.timeout(60_000)
  const target = useTarget()

  it('queues it and tells its id, name and state', async () => {
    const spec = target().endlessSession()

    const created = await target().client().sessions.create(spec)

    expect(created.id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(created).to.include({name: spec.name, status: 'PENDING', created: true})
  })

  it('refuses a name that a live session has, and names that session', async () => {
    const spec = target().endlessSession()
    const first = await target().client().sessions.create(spec)

    const error = await rejection(target().client().sessions.create(spec), ConflictError)

    expect(error).to.include({status: 400, problem: 'session-already-exists'})
    const hasCodes = (await target().client().capabilities()).has('errorCodes')
    expect(error.managerCode).to.equal(hasCodes ? 'session_create_already-exists' : undefined)
    expect(Sessions.existingSessionId(error)).to.equal(first.id)
  })

  it('gives the live session of that name to whoever wants to reuse it', async () => {
    const spec = target().endlessSession()
    const first = await target().client().sessions.create(spec)

    const second = await target()
      .client()
      .sessions.create({...spec, reuse: true})

    expect(second).to.include({id: first.id, created: false})
  })

  it('lets another user have the same name', async () => {
    const spec = target().endlessSession()
    const first = await target().client().sessions.create(spec)

    const other = await target().client('user2').sessions.create(spec)

    expect(other).to.include({name: spec.name, created: true})
    expect(other.id).not.to.equal(first.id)
  })

  it('gives the name free when the session has been cancelled', async () => {
    const spec = target().endlessSession()
    const first = await target().client().sessions.create(spec)
    await target().client().sessions.destroy(first.id)

    const again = await target().client().sessions.create(spec)

    expect(again).to.include({name: spec.name, created: true})
  })

  it('lets an administrator create for a user', async () => {
    const spec = target().endlessSession({ownerAccessKey: target().account('user').accessKey})

    const {id} = await target().client('admin').sessions.create(spec)

    const session = await target().client().sessions.get(id)
    expect(session).to.include({name: spec.name, accessKey: target().account('user').accessKey})
  })

  const REFUSED: Record<
    string,
    [change: () => Partial<SessionSpec>, kind: 'rejected' | 'missing', slug: string | RegExp]
  > = {
    'an image that does not exist': [() => ({image: 'no/such/image:1'}), 'missing', 'object-not-found'],
    'a resource group that does not exist': [
      () => ({resourceGroup: 'no-such-group'}),
      'missing',
      'object-not-found',
    ],
    'a virtual folder that does not exist': [
      () => ({mounts: {'no-such-folder': ''}}),
      'missing',
      'object-not-found',
    ],
    'a project that does not exist': [() => ({project: 'no-such-project'}), 'rejected', 'invalid-api-params'],
    'a domain that does not exist': [() => ({domain: 'no-such-domain'}), 'rejected', 'invalid-api-params'],
    'a slot that the agents do not have': [
      () => ({resources: {cpu: '1', mem: '1073741824', 'tpu.device': '1'}}),
      'rejected',
      /^(unknown-resource-slot-type|invalid-api-params)$/,
    ],
    'an amount that is no number': [
      () => ({resources: {cpu: '1', mem: 'plenty'}}),
      'rejected',
      'invalid-api-params',
    ],
    'less memory than the image needs': [
      () => ({resources: {cpu: '1', mem: '16777216'}}),
      'rejected',
      'invalid-api-params',
    ],
    'a start time for a session that is no batch job': [
      () => ({startsAt: '30m'}),
      'rejected',
      'invalid-api-params',
    ],
    'a batch session without a command': [() => ({type: 'batch'}), 'rejected', 'invalid-api-params'],
    'a dependency that does not exist': [
      () => ({dependencies: ['00000000-0000-4000-8000-000000000000']}),
      'rejected',
      'invalid-api-params',
    ],
  }

  for (const [title, [change, kind, slug]] of Object.entries(REFUSED)) {
    it(`refuses ${title}, and creates nothing`, async () => {
      const spec = {...target().session(), ...change()}
      const {sessions} = target().client()

      const error = await rejection(sessions.create(spec), Error)

      expect(error).to.be.instanceOf(kind === 'missing' ? NotFoundError : RejectedError)
      expect(error).to.have.property('status', kind === 'missing' ? 404 : 400)
      expect(error)
        .to.have.property('problem')
        .that.matches(slug instanceof RegExp ? slug : new RegExp(`^${slug}$`))
      expect(await sessions.named(spec.name)).to.deep.equal([])
    })
  }

  it('does not even ask for a negative amount', async () => {
    const spec = target().session({cpu: '-1'})

    await rejection(target().client().sessions.create(spec), InvalidValueError)

    expect(await target().client().sessions.named(spec.name)).to.deep.equal([])
  })

  it('does not let a user create for somebody else', async () => {
    const spec = target().endlessSession({ownerAccessKey: target().account('admin').accessKey})

    const error = await rejection(target().client().sessions.create(spec), Error)

    expect(error).to.include({code: 'NOT_ALLOWED', status: 403, problem: 'generic-forbidden'})
  })

  it('takes a request that no agent is large enough for, and says that it never can start', async () => {
    const {id} = await target().client().sessions.create(target().endlessSession())
    const session = await target().client().sessions.get(id)

    const [why] = await target().client().why([session])

    expect(why).to.include({status: 'PENDING', code: 'TOO_LARGE'})
    expect(why?.needs).to.include({cpu: '64'})
    expect(why?.freedBy).to.deep.equal([])
  })

  it('keeps what it was asked for', async () => {
    const spec = target().endlessSession({
      name: uniqueName('kept'),
      tag: 'nightly',
      priority: 12,
      resources: {cpu: '64', mem: '2147483648', 'cuda.shares': '0.3'},
      sharedMemory: 2 ** 27,
    })

    const {id} = await target().client().sessions.create(spec)

    const session = await target().client().sessions.get(id)
    expect(session).to.deep.include({
      name: spec.name,
      status: 'PENDING',
      type: 'interactive',
      image: target().image,
      architecture: 'x86_64',
      domain: 'default',
      project: 'default',
      resourceGroup: 'default',
      user: target().account('user').email,
      accessKey: target().account('user').accessKey,
      tag: 'nightly',
      priority: 12,
      clusterSize: 1,
      result: 'undefined',
      requestedSlots: {cpu: '64', mem: '2147483648', 'cuda.shares': '0.3'},
      agents: [],
      terminatedAt: null,
    })
  })
})
