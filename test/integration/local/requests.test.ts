import {expect} from 'chai'
import {stringToSign} from '../../../src/sdk/transport/signing.js'
import {signText} from '../../support/independent-signature.js'
import {TestCluster, type Json} from './harness.js'

const PROBLEM = 'application/problem+json; charset=utf-8'

function problem(slug: string, title: string, errorCode: string, more: Json = {}): Json {
  return {type: `https://api.backend.ai/probs/${slug}`, title, error_code: errorCode, ...more}
}

describe('requests to the local cluster', () => {
  let cluster: TestCluster

  before(async () => {
    cluster = await TestCluster.start()
  })
  after(() => cluster.remove())

  it('shakes hands without a signature', async () => {
    const {json, headers} = await cluster.call('nobody', 'GET /')

    expect(json).to.deep.equal({version: 'v9.20250722', manager: '26.8.3+local'})
    expect(headers).to.include({
      server: 'BackendAI',
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '1000',
      'x-ratelimit-window': '900',
    })
  })

  it('listens on the loopback interface only', () => {
    expect(new URL(cluster.endpoint).hostname).to.equal('127.0.0.1')
  })

  it('takes a signature that is right', async () => {
    const {status, json} = await cluster.call('user', 'GET /auth?echo=%ED%95%9C&x=a%20b')

    expect([status, json]).to.deep.equal([200, {authorized: 'yes', echo: ''}])
  })

  it('takes dates in the form of HTTP, which are signed with their day in GMT', async () => {
    const now = new Date()
    const date = now.toUTCString()
    const {accessKey, secretKey} = cluster.account('user')
    const {host} = new URL(cluster.endpoint)
    const parts = {
      method: 'GET',
      target: '/auth',
      date,
      host,
      contentType: 'text/plain',
      version: 'v9.20250722',
    }
    const signature = await signText(stringToSign(parts), {date: now.toISOString(), host, secretKey})

    const {status} = await cluster.call('nobody', 'GET /auth', {
      headers: {
        Date: date,
        Authorization: `BackendAI signMethod=HMAC-SHA256, credential=${accessKey}:${signature}`,
      },
    })

    expect(status).to.equal(200)
  })

  const unauthorized = 'Credential/signature mismatch.'
  const invalid = 'Missing or invalid authorization parameters.'
  for (const {title, headers, minutesAgo = 0, status, body} of [
    {
      title: 'an authorization header of another kind',
      headers: {Authorization: 'Basic dTpw'},
      status: 400,
      body: problem('invalid-auth-params', invalid, 'user_auth_invalid-parameters', {
        msg: 'Invalid authorization type name',
      }),
    },
    {
      title: 'another signature',
      headers: {'X-BackendAI-Version': 'v8.20240315'},
      status: 401,
      body: problem('auth-failed', unauthorized, 'user_auth_unauthorized', {msg: 'HMAC signature mismatch'}),
    },
    {
      title: 'an unknown key',
      headers: {Authorization: 'BackendAI signMethod=HMAC-SHA256, credential=NOBODY:00'},
      status: 401,
      body: problem('auth-failed', unauthorized, 'user_auth_unauthorized', {
        msg: 'Access key not found in HMAC',
      }),
    },
    {
      title: 'a date 16 minutes ago',
      minutesAgo: 16,
      status: 400,
      body: problem('invalid-auth-params', invalid, 'user_auth_invalid-parameters', {
        msg: 'Date/time sync error',
      }),
    },
    {
      title: 'a date in 16 minutes',
      minutesAgo: -16,
      status: 400,
      body: problem('invalid-auth-params', invalid, 'user_auth_invalid-parameters', {
        msg: 'Date/time sync error',
      }),
    },
    {
      title: 'an API version nobody knows',
      headers: {'X-BackendAI-Version': 'v9.20990101'},
      status: 400,
      body: problem('generic-bad-request', 'Bad request.', 'backendai_generic_bad-request', {
        msg: 'Unsupported API version.',
      }),
    },
  ] as {title: string; headers?: Record<string, string>; minutesAgo?: number; status: number; body: Json}[]) {
    it(`answers ${title} as the manager does`, async () => {
      const answer = await cluster.call('user', 'GET /auth', {
        ...(headers && {headers}),
        date: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      })

      expect([answer.status, answer.json]).to.deep.equal([status, body])
      expect(answer.headers['content-type']).to.equal(PROBLEM)
      expect(answer.headers).to.not.have.property('x-ratelimit-limit')
    })
  }

  it('answers strangers 401', async () => {
    const {status, json} = await cluster.call('nobody', 'GET /auth/role')

    expect(status).to.equal(401)
    expect(json).to.include({msg: 'Unauthorized access'})
  })

  it('keeps superadmin routes from users', async () => {
    const {status, json} = await cluster.call('user', 'POST /config/get', {body: {key: 'config'}})

    expect([status, json]).to.deep.equal([
      403,
      problem('generic-forbidden', 'Forbidden operation.', 'backendai_generic_forbidden', {
        msg: 'Insufficient privileges',
      }),
    ])
  })

  it('answers paths and methods it does not know', async () => {
    const path = await cluster.call('user', 'GET /nope')
    const method = await cluster.call('user', 'PUT /auth')

    expect([path.status, path.json]).to.deep.equal([
      404,
      problem('url-not-found', 'Unknown URL path.', 'api_read_not-found', {data: '/nope'}),
    ])
    expect([method.status, method.json]).to.deep.equal([
      405,
      problem('method-not-allowed', 'HTTP Method Not Allowed.', 'api_access_forbidden'),
    ])
  })

  it('answers a body that is no JSON', async () => {
    const {status, json} = await cluster.call('user', 'POST /session', {body: '{"name":'})

    expect([status, json]).to.deep.equal([
      400,
      problem('generic-bad-request', 'Malformed request body.', 'api_parsing_bad-request', {
        msg: `Malformed body - URL: ${cluster.endpoint}/session, Method: POST`,
      }),
    ])
  })

  it('names the field that is missing', async () => {
    const {status, json} = await cluster.call('user', 'POST /session', {body: {image: 'base'}})

    expect(status).to.equal(400)
    expect(json).to.include({error_code: 'api_parsing_invalid-parameters'})
    expect((json as Json)['msg']).to.include('session_name')
  })

  it('counts what is left of the rate limit', async () => {
    const first = await cluster.call('user2', 'GET /auth')
    const second = await cluster.call('user2', 'GET /auth')

    const left = (answer: typeof first) => Number(answer.headers['x-ratelimit-remaining'])
    expect(left(first) - left(second)).to.equal(1)
  })

  it('gives the keys to whoever knows e-mail and password', async () => {
    const {email, password, accessKey, secretKey} = cluster.account('user')
    const body = {type: 'keypair', domain: 'default', username: email, password}

    const {status, json} = await cluster.call('nobody', 'POST /auth/authorize', {body})

    expect(status).to.equal(200)
    expect((json as {data: Json}).data).to.include({
      response_type: 'success',
      access_key: accessKey,
      secret_key: secretKey,
      role: 'user',
      type: 'keypair',
    })
  })

  it('refuses a wrong password and an unknown e-mail with the same words', async () => {
    const body = {type: 'keypair', domain: 'default', username: 'user@local.bai', password: 'wrong'}

    const wrong = await cluster.call('nobody', 'POST /auth/authorize', {body})
    const unknown = await cluster.call('nobody', 'POST /auth/authorize', {body: {...body, username: 'x@y.z'}})

    expect(wrong.status).to.equal(401)
    expect(unknown.json).to.deep.equal(wrong.json)
  })

  it('changes a password for whoever knows the old one', async () => {
    const {email, password} = cluster.account('user2')
    const change = {old_password: password, new_password: 'n3w', new_password2: 'n3w'}

    const refused = await cluster.call('user2', 'POST /auth/update-password', {
      body: {...change, old_password: 'x'},
    })
    const changed = await cluster.call('user2', 'POST /auth/update-password', {body: change})
    const login = await cluster.call('nobody', 'POST /auth/authorize', {
      body: {type: 'keypair', domain: 'default', username: email, password: 'n3w'},
    })

    expect([refused.status, changed.status, login.status]).to.deep.equal([401, 200, 200])
  })

  it('answers 429 once a key has used up its requests', async () => {
    const limited = await TestCluster.start({rateLimit: 2})
    try {
      const answers = [await limited.call('user', 'GET /auth'), await limited.call('user', 'GET /auth')]
      const refused = await limited.call('user', 'GET /auth')

      expect(answers.map(({status}) => status)).to.deep.equal([200, 200])
      expect(refused.status).to.equal(429)
      expect(refused.json).to.have.property('type', 'https://api.backend.ai/probs/rate-limit-exceeded')
    } finally {
      await limited.remove()
    }
  })
})
