import {expect} from 'chai'
import {z} from 'zod'
import {NotAllowedError} from '../../src/sdk/index.js'
import {rejection} from '../support/rejection.js'
import {useTarget} from '../support/target.js'

describe('Contract: GraphQL', () => {
  const target = useTarget()

  const post = (body: unknown, path = '/admin/gql') =>
    target().call({method: 'POST', path, as: target().account('user'), body})
  const list = (args: string) => `{ compute_session_list(limit: 1, offset: 0${args}) { total_count } }`

  /** Without the null that newer releases send for no errors. */
  const contentOf = (json: unknown): unknown => {
    const {errors, ...rest} = json as {errors?: unknown}
    return errors === null ? rest : json
  }
  const hasCodes = async () => (await target().client().capabilities()).has('errorCodes')

  it('answers data, and no errors', async () => {
    const {status, json} = await post({query: '{ domain(name: "default") { name is_active } }'})

    expect(status).to.equal(200)
    expect(contentOf(json)).to.deep.equal({data: {domain: {name: 'default', is_active: true}}})
  })

  it('takes variables', async () => {
    const query = 'query($name: String!) { domain(name: $name) { name } }'

    const {json} = await post({query, variables: {name: 'default'}})

    expect(contentOf(json)).to.deep.equal({data: {domain: {name: 'default'}}})
  })

  it('answers null for a session that does not exist', async () => {
    const query = '{ compute_session(id: "00000000-0000-4000-8000-000000000000") { name } }'

    expect(contentOf((await post({query})).json)).to.deep.equal({data: {compute_session: null}})
  })

  const WRONG: Record<string, [query: () => string, message: RegExp, code?: string]> = {
    'a field that does not exist': [
      () => '{ compute_session_list(limit: 1, offset: 0) { items { nonsense } } }',
      /^Cannot query field 'nonsense' on type 'ComputeSession'\.$/,
    ],
    'a query that does not exist': [
      () => '{ nonsense }',
      /^Cannot query field 'nonsense' on type '(Query|Queries)'\.$/,
    ],
    'an argument that does not exist': [
      () => list(', nonsense: 1'),
      /^Unknown argument 'nonsense' on field '(Query|Queries)\.compute_session_list'\.$/,
    ],
    'a variable without a value': [
      () => 'query($size: Int!) { compute_session_list(limit: $size, offset: 0) { total_count } }',
      /^Variable '\$size' of required type 'Int!' was not provided\.$/,
    ],
    'a status that does not exist': [
      () => list(', status: "ASLEEP"'),
      /ASLEEP/,
      'backendai_generic_internal-error',
    ],
    'a filter on a field that does not exist': [
      () => list(', filter: "nonsense == 1"'),
      /^Query filter parsing error: /,
      'backendai_generic_internal-error',
    ],
    'a filter that is cut off': [
      () => list(', filter: "name =="'),
      /^Query filter parsing error: /,
      'backendai_generic_internal-error',
    ],
    'an order by a field that does not exist': [
      () => list(', order: "-nonsense"'),
      /^Query ordering parsing error: /,
      'backendai_generic_internal-error',
    ],
    'sessions of another key': [
      () => list(`, access_key: "${target().account('admin').accessKey}"`),
      /^Forbidden operation\.$/,
      'backendai_generic_forbidden',
    ],
  }

  for (const [title, [query, message, code]] of Object.entries(WRONG)) {
    it(`answers ${title} with 200 and an error`, async () => {
      const {status, json} = await post({query: query()})

      const {errors} = json as {errors: {message: string; extensions?: {code?: string}}[]}
      expect(status).to.equal(200)
      expect(errors).to.have.length(1)
      expect(errors[0]?.message).to.match(message)
      expect(errors[0]?.extensions?.code).to.equal((await hasCodes()) ? code : undefined)
    })
  }

  it('answers what is no GraphQL with 500', async () => {
    const {status, json} = await post({query: '{ compute_session_list('})

    expect(status).to.equal(500)
    if (await hasCodes()) expect(json).to.include({error_code: 'backendai_generic_internal-error'})
  })

  for (const [title, body, msg] of [
    ['a body that is no JSON', '{', /^(Malformed body|.*not valid|.*param)/i],
    ['a body without a query', {}, /query|validation/],
  ] as const) {
    it(`answers ${title} with 400`, async () => {
      const {status, json} = await post(body)

      expect(status).to.equal(400)
      expect(json)
        .to.have.property('type')
        .that.matches(/\/probs\/(generic-bad-request|invalid-api-params)$/)
      expect(json).to.have.property('msg').that.matches(msg)
    })
  }

  it('says no to a mutation of an administrator with 200 and ok: false', async () => {
    const query = 'mutation { modify_agent(id: "nobody", props: {schedulable: false}) { ok msg } }'

    expect(contentOf((await post({query})).json)).to.deep.equal({
      data: {modify_agent: {ok: false, msg: 'no permission to execute modify_agent'}},
    })
  })

  it('makes the SDK fail for a mutation that was refused with 200', async () => {
    const args = {
      id: {type: 'String!', value: 'nobody'},
      props: {type: 'ModifyAgentInput!', value: {schedulable: false}},
    }

    const work = target()
      .client()
      .graphql.mutate({root: 'modify_agent', args, fields: ['ok', 'msg']})

    const error = await rejection(work, NotAllowedError)
    expect(error.message).to.include('no permission to execute modify_agent')
  })

  it('makes the SDK go on without a field the manager does not know', async () => {
    const query = {
      root: 'domain',
      args: {name: {type: 'String', value: 'default'}},
      fields: ['name', 'nonsense'],
    }

    const domain = await target()
      .client()
      .graphql.query(query, z.looseObject({name: z.string()}))

    expect(domain).to.deep.equal({name: 'default'})
  })
})
