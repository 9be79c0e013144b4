import {expect} from 'chai'
import {
  allOf,
  AmbiguousReferenceError,
  anyOf,
  collect,
  NotFoundError,
  phaseOf,
  quoteFilter,
  SdkError,
  startsWith,
  type Session,
  type SessionQuery,
} from '../../src/sdk/index.js'
import {rejection} from '../support/rejection.js'
import {uniqueName, useTarget} from '../support/target.js'

const COUNT = 7

describe('Contract: lists of sessions', function () {
  this.timeout(60_000)
  const target = useTarget()
  const stem = uniqueName('list')
  const nameOf = (number: number): string => `${stem}-${number}`
  const ids = new Map<string, string>()

  before('queue sessions that never start', async function () {
    this.timeout(60_000)
    const specs = Array.from({length: COUNT}, (_, index) =>
      target().endlessSession({name: nameOf(index + 1), tag: index < 3 ? 'first' : 'rest'}),
    )
    const outcomes = await target().client().createMany(specs, {jobs: 1})
    for (const {name, session} of outcomes) ids.set(name, session?.id ?? '')
    await target().client('user2').sessions.create(target().endlessSession())
  })

  /** Ended sessions of earlier tests stay in every list, so each question is about this group's. */
  const ours = (filter?: string): string => allOf([startsWith('name', stem), filter]) ?? ''
  const list = (query: SessionQuery = {}): Promise<Session[]> =>
    collect(
      target()
        .client()
        .sessions.list({...query, filter: ours(query.filter)}),
    )
  const names = async (query: SessionQuery = {}): Promise<string[]> =>
    (await list(query)).map(({name}) => name)
  const isQueued = ({status}: {status: string}): boolean => phaseOf(status) === 'queued'
  /** A session that waits for long may not be PENDING for a moment: newer managers set it back, then it is again. */
  const queued = async (): Promise<string[]> => {
    const {sessionStatuses} = await target().client().capabilities()
    return sessionStatuses.filter((status) => isQueued({status}))
  }
  const numbers = (...wanted: number[]): string[] => wanted.map(nameOf)
  const newestFirst = numbers(7, 6, 5, 4, 3, 2, 1)

  it("holds a user's own sessions and no others, newest first", async () => {
    expect(await names()).to.deep.equal(newestFirst)
  })

  it("holds a user's own sessions only, even when all that may be seen are asked for", async () => {
    const status = await queued()

    const all = await collect(target().client().sessions.list({scope: 'all', status}))

    expect(all.map(({name}) => name)).to.deep.equal(newestFirst)
  })

  it("holds everybody's for a superadmin who asks for all, and none of them otherwise", async () => {
    const {sessions} = target().client('admin')

    const [all, own] = await Promise.all([collect(sessions.list({scope: 'all'})), collect(sessions.list())])

    expect(all.filter(isQueued)).to.have.length(COUNT + 1)
    expect(own.filter(isQueued)).to.deep.equal([])
  })

  it('comes in pages, each with the total, nothing left out and nothing twice', async () => {
    const pages = await collect(target().client().sessions.pages({pageSize: 3, filter: ours()}))

    expect(pages.map(({items}) => items.length)).to.deep.equal([3, 3, 1])
    expect(pages.map(({total}) => total)).to.deep.equal([COUNT, COUNT, COUNT])
    expect(pages.flatMap(({items}) => items.map(({name}) => name))).to.deep.equal(newestFirst)
  })

  it('is one empty page when nothing matches', async () => {
    const filter = `name == ${quoteFilter('no such name')}`

    const pages = await collect(target().client().sessions.pages({filter}))

    expect(pages).to.deep.equal([{items: [], total: 0}])
  })

  it('can be turned round', async () => {
    expect(await names({order: '+created_at'})).to.deep.equal(newestFirst.toReversed())
    expect(await names({order: '-name'})).to.deep.equal(newestFirst)
  })

  const FILTERS: Record<string, [filter: () => string | undefined, expected: () => string[]]> = {
    'a name': [() => `name == ${quoteFilter(nameOf(4))}`, () => numbers(4)],
    'every name but one': [() => `name != ${quoteFilter(nameOf(4))}`, () => numbers(7, 6, 5, 3, 2, 1)],
    'an id': [() => `id == ${quoteFilter(ids.get(nameOf(2)) ?? '')}`, () => numbers(2)],
    'the beginning of a name': [() => startsWith('name', `${stem}-`), () => newestFirst],
    'a beginning that nobody has': [() => startsWith('name', `${stem}-8`), () => []],
    'one of several names': [
      () => anyOf([1, 6].map((number) => `name == ${quoteFilter(nameOf(number))}`)),
      () => numbers(6, 1),
    ],
    'two conditions at once': [
      () => allOf([startsWith('name', stem), `name != ${quoteFilter(nameOf(7))}`]),
      () => numbers(6, 5, 4, 3, 2, 1),
    ],
    'a list of names': [
      () => `name in [${quoteFilter(nameOf(3))}, ${quoteFilter(nameOf(5))}]`,
      () => numbers(5, 3),
    ],
    'the opposite of a condition': [
      () => `!(name in [${quoteFilter(nameOf(3))}, ${quoteFilter(nameOf(5))}])`,
      () => numbers(7, 6, 4, 2, 1),
    ],
    'a part of the image, in any case': [
      () => `image ilike ${quoteFilter(`%${target().image.slice(-6).toUpperCase()}%`)}`,
      () => newestFirst,
    ],
    'a time before which none was created': [
      () => `created_at >= ${quoteFilter(new Date(Date.now() + 60_000).toISOString())}`,
      () => [],
    ],
    'a time after which all were created': [
      () => `created_at >= ${quoteFilter(new Date(Date.now() - 3_600_000).toISOString())}`,
      () => newestFirst,
    ],
  }

  for (const [title, [filter, expected]] of Object.entries(FILTERS)) {
    it(`is narrowed by ${title}`, async () => {
      const condition = filter()

      expect(await names(condition === undefined ? {} : {filter: condition})).to.deep.equal(expected())
    })
  }

  it('takes a line and a percent sign in the beginning of a name as they are', async () => {
    const {sessions} = target().client()
    const odd = uniqueName('odd')
    await sessions.create(target().endlessSession({name: `${odd}_x`}))
    await sessions.create(target().endlessSession({name: `${odd}-x`}))

    const found = await Promise.all(
      ['_', '%', '-'].map((sign) => collect(sessions.list({filter: startsWith('name', `${odd}${sign}`)}))),
    )

    for (const sign of ['_', '-']) {
      const [one] = await sessions.named(`${odd}${sign}x`)
      await sessions.destroy(one?.id ?? '')
    }
    expect(found.map((some) => some.map(({name}) => name))).to.deep.equal([[`${odd}_x`], [], [`${odd}-x`]])
  })

  it('is narrowed by a status in the filter', async () => {
    const conditions = (await queued()).map((status) => `status == ${quoteFilter(status)}`)

    expect(await names({filter: anyOf(conditions) ?? ''})).to.deep.equal(newestFirst)
    expect(await names({filter: 'status == "RUNNING"'})).to.deep.equal([])
  })

  it('is narrowed by status', async () => {
    expect(await names({status: [...(await queued()), 'RUNNING']})).to.deep.equal(newestFirst)
    expect(await names({status: ['RUNNING', 'TERMINATING']})).to.deep.equal([])
  })

  it('is refused for a status the manager does not know', async () => {
    const error = await rejection(list({status: ['ASLEEP']}), SdkError)

    expect(error.message).to.include('ASLEEP')
  })

  it('gives several by id in the order asked, without those that do not exist', async () => {
    const wanted = [nameOf(3), nameOf(1), nameOf(2)].map((name) => ids.get(name) ?? '')
    const nobody = '00000000-0000-4000-8000-000000000000'

    const found = await target()
      .client()
      .sessions.getMany([wanted[0] ?? '', nobody, ...wanted.slice(1)])

    expect(found.map(({id}) => id)).to.deep.equal(wanted)
  })

  it('makes a beginning that several share an ambiguous reference, with all of them named', async () => {
    const error = await rejection(target().client().resolve(stem), AmbiguousReferenceError)

    expect(error.candidates.map(({name}) => name)).to.have.members(newestFirst)
  })

  it('makes an array of those that are numbered', async () => {
    const found = await target().client().resolve(`@${stem}`)

    expect(found.map(({name}) => name)).to.deep.equal(newestFirst.toReversed())
  })

  it('does not know a reference that nobody has', async () => {
    await rejection(target().client().resolve('no-such-session'), NotFoundError)
  })

  it('still holds what was cancelled', async () => {
    const id = ids.get(nameOf(7)) ?? ''

    const outcome = await target().client().sessions.destroy(id)

    const [cancelled] = await list({filter: `id == ${quoteFilter(id)}`})
    // Releases up to 25.x do not tell the two apart here.
    expect(outcome).to.be.oneOf(['cancelled', 'terminated'])
    expect(cancelled).to.include({status: 'CANCELLED', statusInfo: 'user-requested'})
    expect(await names({status: await queued()})).to.deep.equal(newestFirst.slice(1))
  })
})
