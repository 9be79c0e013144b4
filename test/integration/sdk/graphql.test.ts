import {expect} from 'chai'
import {z} from 'zod'
import {
  ManagerError,
  NotAllowedError,
  NotFoundError,
  ProtocolError,
  RejectedError,
  UnavailableError,
} from '../../../src/sdk/errors.js'
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

describe('asking the manager’s GraphQL', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  async function connect(reply: Reply, release = '26.8.3'): Promise<{graphql: GraphQL; manager: HttpServer}> {
    const manager = await stage.manager({version: 'v9.20250722', manager: release})
    manager.reply(ROUTE, reply)
    return {graphql: new GraphQL(stage.connect(manager, {retries: 0})), manager}
  }

  it('sends arguments as variables, whatever they hold', async () => {
    const schema = 'type Query { group(name: String!, active: Boolean): Group } type Group { name: String }'
    const {graphql, manager} = await connect(
      graphqlReply(schema, {group: ({name}: {name: string}) => ({name})}),
    )
    const name = 'a") { secret } #한글'

    const answer = await graphql.query(
      {
        root: 'group',
        args: {name: {type: 'String!', value: name}, active: {type: 'Boolean', value: undefined}},
        fields: ['name'],
      },
      z.looseObject({name: z.string()}),
    )

    expect(answer).to.have.property('name', name)
    expect(questions(manager)[0]?.variables).to.deep.equal({name})
  })

  it('makes a schema while it waits for the answer', async () => {
    let isMade = false
    const {graphql} = await connect((_request, response) => {
      void until(() => isMade || undefined, 'the schema').then(() => response.end('{"data": {"x": 1}}'))
    })
    const schema = () => {
      isMade = true
      return z.number()
    }

    const answer = await graphql.query({root: 'x', fields: []}, schema)

    expect(answer).to.equal(1)
  })

  it('asks only for fields that the release has', async () => {
    const fields: Field[] = ['name', {name: 'priority', since: 'sessionPriority'}]
    const old = await connect({json: {data: {x: {}}}}, '24.03.11')
    const recent = await connect({json: {data: {x: {}}}}, '24.09.0')

    await old.graphql.query({root: 'x', fields}, anything)
    await recent.graphql.query({root: 'x', fields}, anything)

    expect(questions(old.manager)[0]?.query).to.equal('query { x { name } }')
    expect(questions(recent.manager)[0]?.query).to.equal('query { x { name priority } }')
  })

  it('asks again when transactions of the manager got in each other’s way, and tells when they always do', async () => {
    const message =
      '(asyncpg.Error): could not serialize access due to read/write dependencies among transactions'
    const failed: Reply = {json: {data: {x: null}, errors: [{message, path: ['x']}]}}
    const manager = await stage.manager()
    const graphql = new GraphQL(stage.connect(manager, {retries: 2, retryPauseMs: 1}))

    manager.reply(ROUTE, failed, failed, {json: {data: {x: {name: 'here'}}}})
    const answer = await graphql.query({root: 'x', fields: ['name']}, anything)
    manager.reply(ROUTE, failed)
    const error = await rejection(graphql.query({root: 'x', fields: ['name']}, anything), ManagerError)
    await rejection(graphql.mutate({root: 'x', fields: ['ok']}), ManagerError)

    expect(answer).to.deep.equal({name: 'here'})
    expect(error.message).to.include('could not serialize access')
    expect(questions(manager)).to.have.length(3 + 3 + 1)
  })

  it('names the field when an answer is of another shape', async () => {
    const {graphql} = await connect({json: {data: {x: {name: 5}}}})

    const error = await rejection(
      graphql.query({root: 'x', fields: ['name']}, z.looseObject({name: z.string()})),
      ProtocolError,
    )

    expect(error.message).to.match(/^The answer to query x is not as expected at name:/)
  })

  for (const [title, json] of [
    ['text', {data: 'oops'}],
    ['a list', {data: [1]}],
    ['without data', {}],
    ['no object', 'oops'],
  ] as const) {
    it(`says that the protocol is broken when the answer is ${title}`, async () => {
      const {graphql} = await connect({json})

      await rejection(graphql.query({root: 'x', fields: ['a']}, z.looseObject({})), ProtocolError)
    })
  }
})

describe('errors of the manager’s GraphQL', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  async function ask(reply: Reply): Promise<unknown> {
    const manager = await stage.manager()
    manager.reply(ROUTE, reply)
    return new GraphQL(stage.connect(manager, {retries: 0})).query({root: 'x', fields: ['id']}, anything)
  }

  for (const [message, code, kind] of [
    ['Forbidden operation.', undefined, NotAllowedError],
    ['You are not authorized.', undefined, NotAllowedError],
    ['No such session.', undefined, NotFoundError],
    ['It is not there', 'session_read_not-found', NotFoundError],
    ['Something', 'session_read_forbidden', NotAllowedError],
    ['Boom', 'backendai_generic_internal-error', ManagerError],
    ['Unknown argument "x" on field "y".', undefined, ProtocolError],
    ['Expected type Int!', undefined, RejectedError],
  ] as const) {
    it(`with status 200 become ${kind.name} for "${message}" ${code ?? ''}`, async () => {
      const errors = [{message, path: ['x'], ...(code && {extensions: {code}})}]

      const error = await ask({json: {data: {x: null}, errors}}).catch((thrown: unknown) => thrown)

      expect(error).to.be.instanceOf(kind).and.to.have.property('managerCode', code)
      expect((error as Error).message).to.equal(`The manager refused x: ${message}`)
    })
  }

  it('with a status of their own become what the status says', async () => {
    await rejection(ask(problem(503, 'server-frozen', 'Server is frozen.')), UnavailableError)
  })

  it('of a failing read are tried again: it changes nothing', async () => {
    const manager = await stage.manager()
    manager.reply(ROUTE, problem(502, 'bad-gateway', 'Bad gateway.'), {json: {data: {x: {id: '1'}}}})

    await new GraphQL(stage.connect(manager, {retries: 1})).query({root: 'x', fields: ['id']}, anything)

    expect(questions(manager)).to.have.length(2)
  })
})

describe('changing something through GraphQL', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  async function mutate(...replies: Reply[]): Promise<{result: Promise<unknown>; manager: HttpServer}> {
    const manager = await stage.manager()
    manager.reply(ROUTE, ...replies)
    const graphql = new GraphQL(stage.connect(manager))
    const args = {id: {type: 'String!', value: 'i-1'}}
    return {result: graphql.mutate({root: 'modify_agent', args, fields: ['ok', 'msg']}), manager}
  }

  it('gives the manager’s result', async () => {
    const {result, manager} = await mutate({json: {data: {modify_agent: {ok: true, msg: 'success'}}}})

    expect(await result).to.deep.equal({ok: true, msg: 'success'})
    expect(questions(manager)[0]?.query).to.equal(
      'mutation($id: String!) { modify_agent(id: $id) { ok msg } }',
    )
  })

  it('is not allowed when the manager says so with status 200', async () => {
    const msg = 'no permission to execute modify_agent'
    const {result} = await mutate({json: {data: {modify_agent: {ok: false, msg}}}})

    const error = await rejection(result, NotAllowedError)

    expect(error.message).to.equal(`The manager refused modify_agent: ${msg}`)
  })

  it('is rejected when the manager is not ok with it, for whatever reason', async () => {
    const {result} = await mutate({json: {data: {modify_agent: {ok: false, msg: null}}}})

    const error = await rejection(result, RejectedError)

    expect(error.message).to.equal('The manager refused modify_agent: refused without a reason')
  })

  it('is an error when the manager gives no result', async () => {
    const {result} = await mutate({json: {data: {modify_agent: null}}})

    await rejection(result, ProtocolError)
  })

  it('is not done twice when the manager failed', async () => {
    const {result, manager} = await mutate(problem(502, 'bad-gateway', 'Bad gateway.'))

    await rejection(result, UnavailableError)

    expect(questions(manager)).to.have.length(1)
  })
})
