import {expect} from 'chai'
import {BackendAI, NotLoggedInError} from '../../src/sdk/index.js'
import type {RawRequest} from '../support/raw-call.js'
import {rejection} from '../support/rejection.js'
import {useTarget} from '../support/target.js'

const MINUTE_MS = 60_000
/** Greets whoever signed well; older releases want something to echo. */
const KNOWN = '/auth?echo=hello'

describe('Contract: handshake and signatures', () => {
  const target = useTarget()

  it('tells API version and release to anybody', async () => {
    const {status, json} = await target().call({path: '/'})

    expect(status).to.equal(200)
    expect(json).to.have.all.keys('version', 'manager')
    expect(json)
      .to.have.property('version')
      .that.matches(/^v\d+\.\d{8}$/)
    expect(json)
      .to.have.property('manager')
      .that.matches(/^\d\d\.\d+\.\d+/)
  })

  it('lets the SDK know what the manager can do', async () => {
    const capabilities = await target().client().capabilities()
    const {json} = await target().call({path: '/'})

    expect(json).to.deep.equal({version: capabilities.apiVersion, manager: capabilities.releaseText})
    expect(capabilities.isNewerThanKnown).to.equal(false)
    expect(capabilities.sessionStatuses).to.include.members(['PENDING', 'RUNNING', 'TERMINATED'])
  })

  it('knows who signs', async () => {
    const {status, json} = await target().call({path: KNOWN, as: target().account('user')})

    expect(status).to.equal(200)
    expect(json).to.have.property('authorized', 'yes')
  })

  for (const version of ['v6.20220615', 'v7.20230615', 'v8.20240315', 'v8.20240915']) {
    it(`takes requests of clients that speak ${version}`, async () => {
      const {status} = await target().call({path: KNOWN, as: target().account('user'), version})

      expect(status).to.equal(200)
    })
  }

  for (const minutes of [-14, 14]) {
    it(`takes a date that is ${Math.abs(minutes)} minutes ${minutes < 0 ? 'old' : 'ahead'}`, async () => {
      const date = new Date(Date.now() + minutes * MINUTE_MS)

      const {status} = await target().call({path: KNOWN, as: target().account('user'), date})

      expect(status).to.equal(200)
    })
  }

  const REFUSED: Record<
    string,
    {request: () => Partial<RawRequest>; status: number; problem: {slug: string; code: string}}
  > = {
    'a request that nobody signed': {
      request: () => ({}),
      status: 401,
      problem: {slug: 'auth-failed', code: 'user_auth_unauthorized'},
    },
    'an access key that nobody has': {
      request: () => ({as: {accessKey: 'AKIANOBODYHASTHIS000', secretKey: 'x'}}),
      status: 401,
      problem: {slug: 'auth-failed', code: 'user_auth_unauthorized'},
    },
    'a signature made with another secret': {
      request: () => ({as: {...target().account('user'), secretKey: 'not the secret'}}),
      status: 401,
      problem: {slug: 'auth-failed', code: 'user_auth_unauthorized'},
    },
    'a date that is 16 minutes old': {
      request: () => ({as: target().account('user'), date: new Date(Date.now() - 16 * MINUTE_MS)}),
      status: 400,
      problem: {slug: 'invalid-auth-params', code: 'user_auth_invalid-parameters'},
    },
    'a date that is 16 minutes ahead': {
      request: () => ({as: target().account('user'), date: new Date(Date.now() + 16 * MINUTE_MS)}),
      status: 400,
      problem: {slug: 'invalid-auth-params', code: 'user_auth_invalid-parameters'},
    },
    'another way of authorization': {
      request: () => ({headers: {authorization: 'Bearer abc'}}),
      status: 400,
      problem: {slug: 'invalid-auth-params', code: 'user_auth_invalid-parameters'},
    },
    'a signature by another method': {
      request: () => ({
        headers: {
          authorization: `BackendAI signMethod=HMAC-ROT13, credential=${target().account('user').accessKey}:00`,
        },
      }),
      status: 400,
      problem: {slug: 'invalid-auth-params', code: 'user_auth_invalid-parameters'},
    },
    'credentials without a signature': {
      request: () => ({headers: {authorization: 'BackendAI signMethod=HMAC-SHA256, credential=abc'}}),
      status: 400,
      problem: {slug: 'invalid-auth-params', code: 'user_auth_invalid-parameters'},
    },
    'an API version that does not exist': {
      request: () => ({as: target().account('user'), version: 'v99.20990101'}),
      status: 400,
      problem: {slug: 'generic-bad-request', code: 'backendai_generic_bad-request'},
    },
    'a path that does not exist': {
      request: () => ({as: target().account('user'), path: '/nonsense'}),
      status: 404,
      problem: {slug: 'url-not-found', code: 'api_read_not-found'},
    },
    'a method the path does not take': {
      request: () => ({as: target().account('user'), path: '/auth/role', method: 'PUT'}),
      status: 405,
      problem: {slug: 'method-not-allowed', code: 'api_access_forbidden'},
    },
  }

  for (const [title, {request, status, problem}] of Object.entries(REFUSED)) {
    it(`refuses ${title} with ${status} and a problem document`, async () => {
      const answer = await target().call({path: KNOWN, ...request()})

      expect(answer.status).to.equal(status)
      expect(answer.headers['content-type']).to.match(/^application\/problem\+json/)
      const hasCodes = (await target().client().capabilities()).has('errorCodes')
      const {slug, code} = problem
      expect(problemOf(answer.json)).to.deep.equal({slug, code: hasCodes ? code : undefined})
    })
  }

  it('says how many requests are left, and counts them down', async () => {
    const as = target().account('user2')

    const first = await target().call({path: KNOWN, as})
    const second = await target().call({path: KNOWN, as})

    expect(Number(first.headers['x-ratelimit-limit'])).to.be.greaterThan(0)
    expect(first.headers['x-ratelimit-window']).to.equal('900')
    expect(Number(second.headers['x-ratelimit-remaining'])).to.equal(
      Number(first.headers['x-ratelimit-remaining']) - 1,
    )
  })

  it('says nothing of the rate limit when it refuses', async () => {
    const {headers} = await target().call({path: '/session/no-such-session', as: target().account('user')})

    expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).to.deep.equal([])
  })

  it('makes the SDK say that the key was refused', async () => {
    const {accessKey} = target().account('user')
    const stranger = new BackendAI({
      endpoint: target().endpoint,
      credentials: {kind: 'keypair', accessKey, secretKey: 'not the secret'},
    })

    const error = await rejection(stranger.account.me(), NotLoggedInError)
    await stranger.close()

    expect(error).to.include({status: 401, problem: 'auth-failed'})
    expect(error.message).not.to.include('not the secret')
  })
})

function problemOf(json: unknown): {slug: string | undefined; code: unknown} {
  const {type, error_code: code} = json as {type: string; error_code: unknown}
  return {slug: /\/probs\/(.+)$/.exec(type)?.[1], code}
}
