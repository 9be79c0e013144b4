import {once} from 'node:events'
import {expect} from 'chai'
import {z} from 'zod'
import {NotAllowedError, ProtocolError} from '../../../src/sdk/errors.js'
import {collect} from '../../../src/sdk/transport/collect.js'
import {GraphQL, type Field} from '../../../src/sdk/transport/graphql.js'
import {graphqlReply, readQuestion, type Question} from '../../support/graphql-reply.js'
import {problem, type HttpServer, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'
import {until} from '../../support/until.js'

const ROUTE = 'POST /admin/gql'
const anything = z.unknown()

function questions(manager: HttpServer): Question[] {
  return manager.requestsTo(ROUTE).map(({body}) => readQuestion(body))
}

describe('a list that comes in pages', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  const SCHEMA = `
    type Query { agent_list(limit: Int!, offset: Int!, status: String): AgentList }
    type AgentList { items: [Agent], total_count: Int }
    type Agent { id: String }`
  const item = z.looseObject({id: z.string()})

  async function connect(total: () => number): Promise<{graphql: GraphQL; manager: HttpServer}> {
    const manager = await stage.manager()
    const list = ({limit, offset}: {limit: number; offset: number}) => ({
      items: Array.from({length: Math.max(0, Math.min(limit, total() - offset))}, (_, i) => ({
        id: `agent-${offset + i}`,
      })),
      total_count: total(),
    })
    manager.reply(ROUTE, graphqlReply(SCHEMA, {agent_list: list}))
    return {graphql: new GraphQL(stage.connect(manager)), manager}
  }

  const query = {root: 'agent_list', args: {status: {type: 'String', value: 'ALIVE'}}, fields: ['id']}

  it('is read to its end, each item once and in order', async () => {
    const {graphql, manager} = await connect(() => 250)

    const pages = await collect(graphql.pages(query, item))

    const ids = pages.flatMap((page) => page.items.map(({id}) => id))
    expect(ids).to.deep.equal(Array.from({length: 250}, (_, i) => `agent-${i}`))
    expect(pages.map(({total}) => total)).to.deep.equal([250, 250, 250])
    // The two last ones are on their way at the same time.
    expect(questions(manager).map(({variables}) => variables)).to.have.deep.members([
      {status: 'ALIVE', limit: 100, offset: 0},
      {status: 'ALIVE', limit: 100, offset: 100},
      {status: 'ALIVE', limit: 100, offset: 200},
    ])
  })

  it('is asked for one page ahead once the second one is wanted', async () => {
    const {graphql, manager} = await connect(() => 1000)
    const pages = graphql.pages(query, item)
    await pages.next()
    const first = questions(manager).length

    await pages.next()
    await until(() => questions(manager)[2], 'the third page to be asked for')
    await pages.return(undefined)

    expect(first).to.equal(1)
    expect(questions(manager).map(({variables}) => variables['offset'])).to.have.members([0, 100, 200])
  })

  it('leaves no question behind when the reader leaves', async () => {
    const manager = await stage.manager()
    const closed: Promise<unknown>[] = []
    const full = graphqlReply(SCHEMA, {
      agent_list: {items: Array.from({length: 100}, (_, i) => ({id: `agent-${i}`})), total_count: 1000},
    })
    const waiting: Reply = (_request, response) => void closed.push(once(response, 'close'))
    manager.reply(ROUTE, full, full, waiting)
    const pages = new GraphQL(stage.connect(manager)).pages(query, item)
    await pages.next()
    await pages.next()
    await until(() => closed[0] && true, 'the third page to be asked for')

    await pages.return(undefined)

    await Promise.all(closed)
  })

  it('fails as its page fails, after the pages before', async () => {
    const {graphql, manager} = await connect(() => 300)
    const pages = graphql.pages(query, item)
    const first = await pages.next()

    manager.reply(ROUTE, problem(403, 'generic-forbidden', 'Forbidden operation.'))
    const error = await rejection(pages.next(), NotAllowedError)

    expect(first.value).to.have.property('total', 300)
    expect(error.message).to.include('Forbidden')
  })

  it('is asked for once when it ends with a full page', async () => {
    const {graphql, manager} = await connect(() => 100)

    await collect(graphql.pages(query, item))

    expect(questions(manager)).to.have.length(1)
  })

  it('gives one empty page when there is nothing', async () => {
    const {graphql} = await connect(() => 0)

    expect(await collect(graphql.pages(query, item))).to.deep.equal([{items: [], total: 0}])
  })

  it('is asked for only as far as it is read', async () => {
    const {graphql, manager} = await connect(() => 250)

    for await (const page of graphql.pages(query, item)) if (page.items.length > 0) break

    expect(questions(manager)).to.have.length(1)
  })

  it('comes in smaller pages when asked, and never in larger ones than managers give', async () => {
    const {graphql, manager} = await connect(() => 5)

    await collect(graphql.pages(query, item, {pageSize: 2}))
    await collect(graphql.pages(query, item, {pageSize: 1000}))

    expect(questions(manager).map(({variables}) => variables['limit'])).to.deep.equal([2, 2, 2, 100])
  })

  it('is read to its end when the manager gives smaller pages than asked for', async () => {
    const manager = await stage.manager()
    const items = ['a', 'b', 'c', 'd', 'e'].map((id) => ({id}))
    const list = ({offset}: {offset: number}) => ({items: items.slice(offset, offset + 2), total_count: 5})
    manager.reply(ROUTE, graphqlReply(SCHEMA, {agent_list: list}))
    const graphql = new GraphQL(stage.connect(manager))

    const pages = await collect(graphql.pages(query, item))

    expect(pages.flatMap((page) => page.items)).to.deep.equal(items)
  })

  it('ends when items vanish while it is read', async () => {
    let total = 250
    const {graphql} = await connect(() => total)
    const seen: number[] = []

    for await (const page of graphql.pages(query, item)) {
      seen.push(page.items.length)
      total = 120
    }

    expect(seen).to.deep.equal([100, 20])
  })
})

describe('a field that the manager does not know', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  const SCHEMA = `
    type Query { session: Session, image: Image }
    type Session { id: String, status: String, image: String, containers: [Container] }
    type Container { id: String, agent: String }
    type Image { id: String, tags: [String] }`
  const ROOT = {
    session: {id: 's', status: 'RUNNING', image: 'python', containers: [{id: 'c', agent: 'i-1'}]},
    image: {id: 'i', tags: ['new']},
  }

  async function connect(): Promise<{graphql: GraphQL; manager: HttpServer}> {
    const manager = await stage.manager()
    manager.reply(ROUTE, graphqlReply(SCHEMA, ROOT))
    return {graphql: new GraphQL(stage.connect(manager, {retries: 0})), manager}
  }

  it('is left out, and the rest is answered', async () => {
    const {graphql, manager} = await connect()

    const answer = await graphql.query(
      {root: 'session', fields: ['id', 'mood', 'status', 'colour']},
      anything,
    )

    expect(answer).to.deep.equal({id: 's', status: 'RUNNING'})
    expect(questions(manager).map(({query}) => query)).to.deep.equal([
      'query { session { id mood status colour } }',
      'query { session { id status } }',
    ])
  })

  it('is left out from then on', async () => {
    const {graphql, manager} = await connect()
    const query = {root: 'session', fields: ['id', 'mood']}
    await graphql.query(query, anything)

    await graphql.query(query, anything)

    expect(questions(manager)).to.have.length(3)
    expect(questions(manager)[2]?.query).to.equal('query { session { id } }')
  })

  it('is left out of two queries that are under way at once', async () => {
    const {graphql} = await connect()
    const query = {root: 'session', fields: ['id', 'mood']}

    const answers = await Promise.all([graphql.query(query, anything), graphql.query(query, anything)])

    expect(answers).to.deep.equal([{id: 's'}, {id: 's'}])
  })

  it('is left out where it is not known, and kept where it is', async () => {
    const {graphql} = await connect()
    const fields: Field[] = ['image', {name: 'containers', fields: ['agent', 'image']}]

    const answer = await graphql.query({root: 'session', fields}, anything)

    expect(answer).to.deep.equal({image: 'python', containers: [{agent: 'i-1'}]})
  })

  it('is still asked of other things', async () => {
    const {graphql} = await connect()
    await graphql.query({root: 'session', fields: ['id', 'tags']}, anything)

    const answer = await graphql.query({root: 'image', fields: ['id', 'tags']}, anything)

    expect(answer).to.deep.equal({id: 'i', tags: ['new']})
  })

  it('takes the object around it along when nothing else was asked of it', async () => {
    const {graphql} = await connect()
    const fields: Field[] = ['id', {name: 'containers', fields: ['image', 'mood']}]

    const answer = await graphql.query({root: 'session', fields}, anything)

    expect(answer).to.deep.equal({id: 's'})
  })

  it('is left out as well when the manager does not tell where it stood', async () => {
    const manager = await stage.manager()
    manager.reply(
      ROUTE,
      {json: {data: null, errors: [{message: "Cannot query field 'mood' on type 'Session'."}]}},
      {json: {data: {session: {id: 's'}}}},
    )
    const graphql = new GraphQL(stage.connect(manager, {retries: 0}))

    const answer = await graphql.query({root: 'session', fields: ['id', 'mood']}, anything)

    expect(answer).to.deep.equal({id: 's'})
  })

  it('is an error when it is the thing itself', async () => {
    const {graphql, manager} = await connect()

    const error = await rejection(
      graphql.query({root: 'nothing_known', fields: ['id']}, anything),
      ProtocolError,
    )

    expect(error.message).to.include("Cannot query field 'nothing_known'")
    expect(questions(manager)).to.have.length(1)
  })

  it('is an error when the manager insists although it was left out', async () => {
    const manager = await stage.manager()
    manager.reply(ROUTE, {json: {errors: [{message: "Cannot query field 'mood' on type 'Session'."}]}})
    const graphql = new GraphQL(stage.connect(manager, {retries: 0}))

    await rejection(graphql.query({root: 'session', fields: ['id', 'mood']}, anything), ProtocolError)

    expect(questions(manager)).to.have.length(2)
  })
})
