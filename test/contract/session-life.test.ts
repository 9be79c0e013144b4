import {expect} from 'chai'
import {ConflictError, NotFoundError, UnsupportedError, type Session} from '../../src/sdk/index.js'
import {serverEvents} from '../../src/sdk/transport/events.js'
import {rejection} from '../support/rejection.js'
import {uniqueName, useTarget} from '../support/target.js'
import {until} from '../support/until.js'
import {leaveOut} from '../support/leave-out.js'

interface Told {
  name: string
  session: string
}

describe('Contract: the life of a session', function () {
  this.timeout(120_000)
  const target = useTarget()
  const name = uniqueName('life')
  const told: Told[] = []
  const listening = new AbortController()
  let id = ''

  before('start it, listening', async function () {
    this.timeout(120_000)
    await new Promise<void>((resolve, reject) => {
      void listen(resolve).catch(reject)
    })
    id = (
      await target()
        .client()
        .sessions.create(target().session({name, gpu: '0.5'}))
    ).id
    await target()
      .client()
      .wait([id], {goals: ['running'], withinMs: 90_000})
  })

  after('stop listening', () => listening.abort())

  async function listen(onOpen: () => void): Promise<void> {
    const options = {signal: listening.signal, query: {scope: '*'}, onOpen}
    for await (const event of serverEvents(target().client().http, '/events/session', options)) {
      if (event.kind !== 'event') continue
      const {sessionId} = JSON.parse(event.data) as {sessionId: string}
      told.push({name: event.name, session: sessionId})
    }
  }

  const session = (): Promise<Session> => target().client().sessions.get(id)
  const namesTold = (): string[] => told.filter((event) => event.session === id).map((event) => event.name)
  /** Steps of the session, each once: managers that are busy were seen to announce one again. */
  const stepsIn = (names: readonly string[]): string[] =>
    names.filter((event) => event.startsWith('session_')).filter((event, i, all) => event !== all[i - 1])
  const raw = (path: string, method = 'GET') => target().call({path, method, as: target().account('user')})

  it('tells what it holds, where it runs, and when it came to each state', async () => {
    const found = await session()

    expect(found).to.deep.include({
      name,
      status: 'RUNNING',
      requestedSlots: {cpu: '1', mem: '1073741824', 'cuda.shares': '0.5'},
      occupiedSlots: {cpu: '1', mem: '1073741824', 'cuda.shares': '0.5'},
    })
    expect(found.agents).to.have.length(1)
    expect(found.kernels.map(({status, role}) => [status, role])).to.deep.equal([['RUNNING', 'main']])
    const times = ['PENDING', 'SCHEDULED', 'PREPARING', 'PREPARED', 'CREATING', 'RUNNING'].map((status) =>
      Date.parse(found.statusHistory[status] ?? ''),
    )
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b))
  })

  it('was announced step by step', async () => {
    const told = [
      // Releases of 26, and those before.
      ['pending', 'scheduled', 'preparing', 'prepared', 'creating', 'started'],
      ['enqueued', 'scheduled', 'started'],
    ].map((steps) => steps.map((step) => `session_${step}`).join())

    await until(() => (namesTold().includes('session_started') ? true : undefined), 'session_started', {
      saying: () => namesTold().join(),
    })

    expect(stepsIn(namesTold()).join()).to.be.oneOf(told)
    expect(namesTold()).to.include.members(['kernel_preparing', 'kernel_creating', 'kernel_started'])
  })

  it('is found by name and by id', async () => {
    const [byName, byId] = await Promise.all([raw(`/session/${name}`), raw(`/session/${id}`)])

    expect([byName.status, byId.status]).to.deep.equal([200, 200])
    expect(byId.json).to.include({status: 'RUNNING', image: target().image, domainName: 'default'})
    expect(byName.json).to.include({status: 'RUNNING', image: target().image, domainName: 'default'})
  })

  it('is matched by name and by id, and by nothing else', async () => {
    const answers = await Promise.all(
      [name, id, 'no-such-session'].map((ref) => raw(`/session/_/match?id=${ref}`)),
    )

    const match = {id, name, status: 'RUNNING'}
    expect(answers.map(({json}) => json)).to.deep.equal([
      {matches: [match]},
      {matches: [match]},
      {matches: []},
    ])
  })

  it('is what its name, its id and the beginning of either refer to', async () => {
    const references = [name, id, name.slice(0, -2), id.slice(0, 13)]

    const found = await Promise.all(references.map((reference) => target().client().resolve(reference)))

    expect(found.map((sessions) => sessions.map((each) => each.id))).to.deep.equal(references.map(() => [id]))
  })

  it('does not exist for another user', async () => {
    const other = target().client('user2')

    await rejection(other.sessions.get(id), NotFoundError)
    const error = await rejection(other.sessions.destroy(id), NotFoundError)

    expect(error).to.include({problem: 'object-not-found'})
    expect(await session()).to.include({status: 'RUNNING'})
  })

  it('is seen by an administrator, who cannot end it without naming its owner', async () => {
    const admin = target().client('admin')

    expect(await admin.sessions.get(id)).to.include({name, user: target().account('user').email})
    await rejection(admin.sessions.destroy(id), NotFoundError)

    expect(await session()).to.include({status: 'RUNNING'})
  })

  it('has a log', async () => {
    expect(await target().client().sessions.logs(id)).to.be.a('string')
  })

  it('can be interrupted', async () => {
    const {status} = await raw(`/session/${id}/interrupt`, 'POST')

    expect(status).to.equal(204)
    expect(await session()).to.include({status: 'RUNNING'})
  })

  it('tells its states and their times', async () => {
    const hasRoute = (await target().client().capabilities()).has('statusHistoryRoute')

    const {status, json} = await raw(`/session/${id}/status-history`)

    expect(status).to.equal(hasRoute ? 200 : 404)
    const {statusHistory} = await session()
    expect(hasRoute ? json : statusHistory).to.include.all.keys('PENDING', 'SCHEDULED', 'RUNNING')
  })

  it('cannot get the name of another live session', async () => {
    const other = await target().client().sessions.create(target().endlessSession())

    const error = await rejection(target().client().sessions.rename(id, other.name), ConflictError)
    await target().client().sessions.destroy(other.id)

    expect(error).to.include({problem: 'session-already-exists'})
    expect(await session()).to.include({name})
  })

  it('has its new name after a rename, and the old one means nothing', async () => {
    const newName = uniqueName('renamed')

    await target().client().sessions.rename(id, newName)

    expect(await session()).to.include({name: newName, status: 'RUNNING'})
    expect((await raw(`/session/${newName}`)).status).to.equal(200)
    expect((await raw(`/session/${name}`)).status).to.equal(404)
  })

  it('cannot be restarted by a manager that has dropped it', async function () {
    const manager = await target().client().capabilities()
    if (manager.has('restart')) leaveOut(this, `${manager.releaseText} can restart sessions`)

    const {status, json} = await raw(`/session/${id}`, 'PATCH')
    const error = await rejection(target().client().sessions.restart(id), UnsupportedError)

    expect(status).to.equal(501)
    expect(json).to.include({type: 'https://api.backend.ai/probs/not-implemented'})
    expect(error.hints.join()).to.include('26.4')
  })

  it('ends when asked to, and gives everything back', async () => {
    const outcome = await target().client().sessions.destroy(id)

    const {outcome: waited} = await target()
      .client()
      .wait([id], {goals: ['terminated'], withinMs: 60_000})
    const [agent] = (await target().client().agents.summary('default')) ?? []
    expect([outcome, waited]).to.deep.equal(['terminated', 'reached'])
    expect(await session()).to.deep.include({
      status: 'TERMINATED',
      statusInfo: 'user-requested',
      result: 'undefined',
    })
    expect(agent?.occupied).to.include({'cuda.shares': '0'})
  })

  it('was announced to end', async () => {
    await until(() => (namesTold().includes('session_terminated') ? true : undefined), 'session_terminated', {
      saying: () => namesTold().join(),
    })

    const after = namesTold().slice(namesTold().indexOf('session_started') + 1)
    expect(stepsIn(after)).to.deep.equal(['session_terminating', 'session_terminated'])
    expect(after).to.include('kernel_terminated')
  })

  it('is gone for a second end', async () => {
    expect(await target().client().sessions.destroy(id)).to.equal('gone')
  })

  it('is not found any more where only live ones are', async () => {
    const answers = await Promise.all([raw(`/session/${id}`), raw(`/session/${id}/status-history`)])

    expect(answers.map(({status}) => status)).to.deep.equal([404, 404])
  })

  it('still shows what it was', async () => {
    const found = await session()

    expect(found.requestedSlots).to.include({'cuda.shares': '0.5'})
    expect(Date.parse(found.terminatedAt ?? '')).to.be.greaterThan(Date.parse(found.createdAt ?? ''))
    expect(found.statusHistory).to.include.all.keys('RUNNING', 'TERMINATING', 'TERMINATED')
  })

  it('does not exist when nobody ever made it', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'

    await rejection(target().client().sessions.get(unknown), NotFoundError)
    const error = await rejection(target().client().sessions.destroy(unknown), NotFoundError)

    expect(error).to.include({status: 404, problem: 'object-not-found'})
  })
})
