import {expect} from 'chai'
import {schedulingNotes} from '../../../src/sdk/resources/scheduling-history.js'
import {problem, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'

const ROUTE = 'POST /admin/gql/strawberry'
const SESSION = '00000000-0000-4000-8000-000000000001'

interface Entry {
  updatedAt?: string
  result?: string
  message?: string | null
  subSteps?: {step: string; result: string; message: string | null}[]
}

/** The answer of the manager with these entries, in this order. */
function histories(...entries: Entry[]): Reply {
  const edges = entries.map((entry) => ({
    node: {phase: 'schedule-sessions', result: 'SKIPPED', message: null, attempts: 1, subSteps: [], ...entry},
  }))
  return {json: {data: {sessionScopedSchedulingHistories: {edges}}, errors: null}}
}

describe("The scheduler's notes on a session", () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('come newest first, whatever the order of the answer', async () => {
    const manager = await stage.manager()
    manager.reply(
      ROUTE,
      histories(
        {updatedAt: '2026-11-24T00:00:01Z', message: 'older'},
        {updatedAt: '2026-11-24T00:00:03Z', message: 'newest'},
        {updatedAt: '2026-11-24T00:00:02Z', message: 'newer'},
      ),
    )

    const notes = await schedulingNotes(stage.connect(manager), SESSION, {limit: 2})

    expect(notes).to.deep.equal(['newest', 'newer'])
  })

  it('are asked for without enum values, which installations with a newer graphql-core cannot read', async () => {
    const manager = await stage.manager()
    manager.reply(ROUTE, histories())

    await schedulingNotes(stage.connect(manager), SESSION)

    const {query, variables} = JSON.parse(manager.requestTo(ROUTE).body) as {query: string; variables: object}
    expect(query).not.to.match(/:\s*[A-Z][A-Z_]*\s*[,}\]]/)
    expect(variables).to.include({id: SESSION})
  })

  it('leave out what went well, name the step, and say nothing twice', async () => {
    const manager = await stage.manager()
    const step = {step: 'FGPUSelector', result: 'FAILURE', message: 'no room'}
    manager.reply(
      ROUTE,
      histories(
        {message: 'short', subSteps: [step, {step: 'Sequencer', result: 'SUCCESS', message: 'in order'}]},
        {message: 'short', subSteps: []},
        {result: 'SUCCESS', message: 'enqueued'},
      ),
    )

    const notes = await schedulingNotes(stage.connect(manager), SESSION)

    expect(notes).to.deep.equal(['short', 'FGPUSelector: no room'])
  })

  const NONE: Record<string, Reply> = {
    'a manager that does not have them': problem(404, 'url-not-found', 'Unknown URL path.'),
    'a session the account may not look into': {
      json: {data: {sessionScopedSchedulingHistories: null}, errors: [{message: 'Forbidden'}]},
    },
    'an answer without data': {json: {data: null, errors: [{message: 'Expected value of another type'}]}},
    'an answer of another kind': {json: {data: {sessionScopedSchedulingHistories: {edges: 'none'}}}},
  }

  for (const [title, reply] of Object.entries(NONE)) {
    it(`are none for ${title}`, async () => {
      const manager = await stage.manager()
      manager.reply(ROUTE, reply)

      expect(await schedulingNotes(stage.connect(manager), SESSION)).to.deep.equal([])
    })
  }

  it('are not asked of a release that has none', async () => {
    const manager = await stage.manager({version: 'v8.20240915', manager: '24.09.6'})

    const notes = await schedulingNotes(stage.connect(manager), SESSION)

    expect(notes).to.deep.equal([])
    expect(manager.requestsTo(ROUTE)).to.deep.equal([])
  })
})
