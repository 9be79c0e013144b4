import {expect} from 'chai'
import {NotFoundError} from '../../../src/sdk/index.js'
import {Sessions} from '../../../src/sdk/resources/sessions.js'
import {GraphQL} from '../../../src/sdk/transport/graphql.js'
import {graphqlReply, readQuestion} from '../../support/graphql-reply.js'
import {problem, type HttpServer, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const SECOND = '00000000-0000-4000-8000-000000000002'
const FIRST = '00000000-0000-4000-8000-000000000001'
const SCHEMA = `
  type Session { id: String, session_id: String!, name: String, status: String!, result: String, dependencies: [Session] }
  type List { items: [Session], total_count: Int }
  type Query { compute_session_list(limit: Int!, offset: Int!, filter: String, order: String): List }
`

/** Sessions by id; `second` waits for `first`, and the manager fails when it shall tell so, as 26.8.3 does. */
function brokenDependencies(): Reply {
  const first = {session_id: FIRST, name: 'first', status: 'TERMINATED', result: 'SUCCESS', dependencies: []}
  const second = {
    ...{session_id: SECOND, name: 'second', status: 'PENDING', result: 'UNDEFINED'},
    dependencies: () => {
      throw new Error('email')
    },
  }
  return graphqlReply(SCHEMA, {
    compute_session_list: ({filter}: {filter: string}) => {
      const items = [first, second].filter((session) => filter.includes(session.session_id))
      return {items, total_count: items.length}
    },
  })
}

describe('A session on a manager that cannot tell dependencies by GraphQL', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  async function sessionsOf(graph: Reply): Promise<{manager: HttpServer; sessions: Sessions}> {
    const manager = await stage.manager()
    manager.reply('POST /admin/gql', brokenDependencies())
    manager.reply(`GET /session/${SECOND}/dependency-graph`, graph)
    const http = stage.connect(manager)
    return {manager, sessions: new Sessions(http, new GraphQL(http), undefined)}
  }

  const GRAPH = {
    session_id: SECOND,
    depends_on: [{session_id: FIRST, session_name: 'first', status: 'TERMINATED', depends_on: []}],
  }

  it('has them from its dependency graph, with their results', async () => {
    const {sessions} = await sessionsOf({json: GRAPH})

    const session = await sessions.get(SECOND)

    expect(session).to.deep.include({
      name: 'second',
      dependencies: [{id: FIRST, name: 'first', status: 'TERMINATED', result: 'success'}],
    })
  })

  it('has none when it has ended and the manager has no graph of it any more', async () => {
    const {sessions} = await sessionsOf(problem(404, 'object-not-found', 'No such session.'))

    expect(await sessions.get(SECOND)).to.deep.include({name: 'second', dependencies: []})
  })

  it('costs one request when it has no dependencies', async () => {
    const {manager, sessions} = await sessionsOf({json: GRAPH})
    await sessions.get(FIRST)
    const before = manager.requestsTo('POST /admin/gql').length

    const session = await sessions.get(FIRST)

    expect(session.dependencies).to.deep.equal([])
    expect(manager.requestsTo('POST /admin/gql')).to.have.length(before + 1)
    expect(manager.requestsTo(`GET /session/${FIRST}/dependency-graph`)).to.deep.equal([])
  })

  it('is asked for all that it depends on at once', async () => {
    const {manager, sessions} = await sessionsOf({json: GRAPH})
    await sessions.get(SECOND)
    const before = manager.requestsTo('POST /admin/gql').length

    await sessions.get(SECOND)

    const asked = manager.requestsTo('POST /admin/gql').slice(before)
    const filters = asked.map(({body}) => readQuestion(body).variables['filter'])
    expect(filters).to.deep.equal([`id == "${SECOND}"`, `(id == "${FIRST}")`])
  })

  it('does not exist when the manager does not have it', async () => {
    const {sessions} = await sessionsOf({json: GRAPH})

    await rejection(sessions.get('00000000-0000-4000-8000-000000000009'), NotFoundError)
  })
})
