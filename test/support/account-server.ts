import {HttpServer, problem, type RecordedRequest, type Reply} from './http-server.js'
import {KEYPAIR, NEWEST} from './manager.js'

/** The account that every account server knows. */
export const ALICE = {
  username: 'alice@example.org',
  password: 'correct horse battery staple',
  otp: '314159',
  accessKey: KEYPAIR.accessKey,
  secretKey: KEYPAIR.secretKey,
  sessionId: 'd2ViLXNlc3Npb24taWQtMDAwMQ',
} as const

export interface AccountServerOptions {
  /** The account wants a one-time password. */
  otp?: boolean
  /** Wrong passwords are answered as webservers up to 24.09 do: with 200. */
  old?: boolean
  projects?: readonly string[]
  tls?: {cert: string; key: string}
}

/** A manager that knows one account: keypair, `/auth/authorize` and who the keypair belongs to. */
export async function startManager(options: AccountServerOptions = {}): Promise<HttpServer> {
  const server = await HttpServer.start(options.tls && {tls: options.tls})
  return answerAccount(server, '', options)
    .reply('GET /', {json: NEWEST})
    .reply(
      'POST /auth/authorize',
      byRequest((request) => authorize(request, options)),
    )
}

/** A webserver in front of such a manager: cookie login, everything else below `/func`. */
export async function startWebserver(options: AccountServerOptions = {}): Promise<HttpServer> {
  const server = await HttpServer.start()
  return answerAccount(server, '/func', options)
    .reply('GET /', {
      headers: {'content-type': 'text/html'},
      body: '<!doctype html><title>Backend.AI</title>',
    })
    .reply('GET /func/', {json: NEWEST})
    .reply(
      'POST /server/login',
      byRequest((request) => webLogin(request, options)),
    )
    .reply('POST /server/logout', {body: ''})
}

function answerAccount(
  server: HttpServer,
  prefix: string,
  {projects = ['default']}: AccountServerOptions,
): HttpServer {
  const keypair = {
    access_key: ALICE.accessKey,
    user_id: ALICE.username,
    is_admin: false,
    resource_policy: 'default',
    projects,
  }
  const known = (reply: Reply) => byRequest((request) => (isAlice(request) ? reply : refusal()))
  return server
    .reply(`GET ${prefix}/auth/role`, known({json: {global_role: 'user', domain_role: 'user'}}))
    .reply(`POST ${prefix}/admin/gql`, known({json: {data: {keypair}}}))
}

/** Signatures are the SDK's tests' business: here the access key decides. */
function isAlice({headers}: RecordedRequest): boolean {
  const {authorization = ''} = headers
  return (
    authorization.includes(`credential=${ALICE.accessKey}:`) ||
    headers['x-backendai-sessionid'] === ALICE.sessionId
  )
}

function refusal(): Reply {
  return problem(401, 'invalid-credentials', 'Credential/signature mismatch.')
}

function authorize({body}: RecordedRequest, {otp}: AccountServerOptions): Reply {
  const form = JSON.parse(body) as Record<string, string>
  if (form['username'] !== ALICE.username || form['password'] !== ALICE.password) return refusal()
  if (otp && form['otp'] !== ALICE.otp) {
    return {json: {data: {response_type: 'REQUIRE_TWO_FACTOR_AUTH', type: 'keypair', token: 't'}}}
  }
  const {accessKey: access_key, secretKey: secret_key} = ALICE
  return {json: {data: {access_key, secret_key, role: 'user', status: 'active'}}}
}

function webLogin({body}: RecordedRequest, {otp, old}: AccountServerOptions): Reply {
  const form = JSON.parse(body) as Record<string, string>
  if (form['username'] !== ALICE.username || form['password'] !== ALICE.password) {
    const data = {
      type: 'https://api.backend.ai/probs/invalid-credentials',
      title: 'Credential/signature mismatch.',
      details: 'Invalid username or password.',
    }
    return {status: old ? 200 : 401, json: {authenticated: false, data}}
  }
  if (otp && form['otp'] !== ALICE.otp) {
    const type = 'https://api.backend.ai/probs/require-totp-authentication'
    const details = 'You must authenticate using Two-Factor Authentication.'
    return {json: {authenticated: false, data: {type, title: 'Two factor', details}}}
  }
  return {
    headers: {'x-backendai-sessionid': ALICE.sessionId, 'set-cookie': `AIOHTTP_SESSION=${ALICE.sessionId}`},
    json: {authenticated: true, data: {access_key: ALICE.accessKey, role: 'user', status: 'active'}},
  }
}

function byRequest(choose: (request: RecordedRequest) => Reply): Reply {
  return (request, response) => {
    const reply = choose(request)
    if (typeof reply === 'function') {
      reply(request, response)
      return
    }
    const {status = 200, headers = {}, json, body = ''} = reply
    response.writeHead(status, {'content-type': 'application/json', ...headers})
    response.end(json === undefined ? body : JSON.stringify(json))
  }
}
