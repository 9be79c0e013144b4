import {expect} from 'chai'
import {
  AbortedError,
  ConflictError,
  NotLoggedInError,
  QuotaError,
  UnavailableError,
  UnreachableError,
} from '../../../src/sdk/errors.js'
import {OtpRequiredError, webLogin, webLogout} from '../../../src/sdk/transport/login.js'
import type {Transport} from '../../../src/sdk/transport/http.js'
import {cutBody, problem, stalledBody, type HttpServer, type Reply} from '../../support/http-server.js'
import {NEWEST, Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const FORM = {username: 'me@example.com', password: 'right'}
const WELCOME = {authenticated: true, data: {access_key: 'AK1', role: 'admin', status: 'active'}}

function refused(type: string, details: string): {authenticated: false; data: object} {
  return {authenticated: false, data: {type: `https://api.backend.ai/probs/${type}`, title: 'No.', details}}
}

describe('logging in at a webserver', () => {
  const stage = new Stage()
  let webserver: HttpServer
  let transport: Transport
  beforeEach(async () => {
    webserver = await stage.server()
    webserver.reply('GET /func/', {json: NEWEST})
    transport = stage.connect(webserver, {endpointType: 'session', credentials: {kind: 'anonymous'}})
  })
  afterEach(() => stage.end())

  function answer(reply: Reply): void {
    webserver.reply('POST /server/login', reply)
  }

  it('gives the session id of the header', async () => {
    answer({
      json: WELCOME,
      headers: {'x-backendai-sessionid': 'from-header', 'set-cookie': 'AIOHTTP_SESSION=from-cookie; Path=/'},
    })

    const login = await webLogin(transport, FORM)

    expect(login).to.deep.equal({sessionId: 'from-header', accessKey: 'AK1', role: 'admin'})
  })

  for (const [title, cookies] of [
    ['a cookie', 'AIOHTTP_SESSION=abc-123; HttpOnly; Path=/'],
    ['a cookie in quotes', 'AIOHTTP_SESSION="abc-123"; HttpOnly'],
    ['one cookie of several', ['lang=ko; Path=/', 'AIOHTTP_SESSION=abc-123']],
  ] as const) {
    it(`gives the session id of ${title}`, async () => {
      answer({json: WELCOME, headers: {'set-cookie': typeof cookies === 'string' ? cookies : [...cookies]}})

      const login = await webLogin(transport, FORM)

      expect(login.sessionId).to.equal('abc-123')
    })
  }

  it('sends the form, and nothing that was not filled in', async () => {
    answer({json: WELCOME, headers: {'x-backendai-sessionid': 's'}})

    await webLogin(transport, {...FORM, otp: '123456'})

    const body: unknown = JSON.parse(webserver.requestTo('POST /server/login').body)
    expect(body).to.deep.equal({username: 'me@example.com', password: 'right', otp: '123456'})
  })

  for (const status of [200, 401]) {
    it(`is refused for a wrong password, told with status ${status}`, async () => {
      answer({status, json: refused('auth-failed', 'User credential mismatch.')})

      const error = await rejection(webLogin(transport, FORM), NotLoggedInError)

      expect(error.message).to.equal('The login was refused: User credential mismatch.')
      expect(webserver.requestsTo('POST /server/login')).to.have.length(1)
    })
  }

  for (const [told, data] of [
    ['No such user.', {title: 'No such user.'}],
    ['no reason given', {}],
    ['no reason given', null],
  ] as const) {
    it(`is refused with what the webserver tells (${JSON.stringify(data)})`, async () => {
      answer({json: {authenticated: false, data}})

      const error = await rejection(webLogin(transport, FORM), NotLoggedInError)

      expect(error.message).to.equal(`The login was refused: ${told}`)
    })
  }

  for (const [release, data] of [
    ['a recent one', refused('require-totp-authentication', 'You must authenticate using Two-Factor.')],
    ['an older one', refused('auth-failed', 'OTP not provided')],
  ] as const) {
    for (const status of [200, 401]) {
      it(`asks for the one-time password as ${release} says it with status ${status}`, async () => {
        answer({status, json: data})

        const error = await rejection(webLogin(transport, FORM), OtpRequiredError)

        expect(error.code).to.equal('OTP_REQUIRED')
        expect(error.hints.join()).to.include('--otp')
      })
    }
  }

  it('says that a second factor must be set up first', async () => {
    answer({json: refused('require-totp-registration', 'You must register Two-Factor Authentication.')})

    const error = await rejection(webLogin(transport, FORM), NotLoggedInError)

    expect(error.message).to.equal('This account must set up two-factor authentication first.')
  })

  it('is not repeated when logins are blocked for a while', async () => {
    answer(problem(429, 'too-many-requests', 'Too many failed login attempts.'))

    await rejection(webLogin(transport, FORM), QuotaError)

    expect(webserver.requestsTo('POST /server/login')).to.have.length(1)
  })

  it('passes on that the account is logged in elsewhere', async () => {
    answer(problem(409, 'active-login-session-exists', 'There is an active login session.'))

    const error = await rejection(webLogin(transport, FORM), ConflictError)

    expect(error.problem).to.equal('active-login-session-exists')
  })

  it('passes on that the manager behind is away', async () => {
    answer(problem(502, 'bad-gateway', 'The proxy target server is inaccessible.'))

    await rejection(webLogin(transport, FORM), UnavailableError)
  })

  const strangers: [string, Reply][] = [
    ['a manager', problem(404, 'url-not-found', 'Unknown URL path.')],
    ['a server of files', {status: 405, body: '<html>405 Not Allowed</html>'}],
    ['a web page', {body: '<!doctype html><title>Hello</title>'}],
    ['another program', {json: {ok: true}}],
    ['nothing', {body: ''}],
  ]
  for (const [title, reply] of strangers) {
    it(`says that there is no webserver when ${title} answers`, async () => {
      answer(reply)

      const error = await rejection(webLogin(transport, FORM), NotLoggedInError)

      expect(error.message).to.equal(`${webserver.url} did not answer as a Backend.AI webserver does.`)
      expect(error.hints.join()).to.include('endpoint type "api"')
    })
  }

  it('is not taken for done without a session id', async () => {
    answer({json: WELCOME})

    const error = await rejection(webLogin(transport, FORM), NotLoggedInError)

    expect(error.message).to.include('sent no session id')
  })

  it('fails as unreachable when the answer is cut', async () => {
    answer(cutBody)

    await rejection(webLogin(transport, FORM), UnreachableError)

    expect(webserver.requestsTo('POST /server/login')).to.have.length(1)
  })

  it('can be interrupted in the middle of the answer', async () => {
    answer(stalledBody)
    const controller = new AbortController()
    const login = rejection(webLogin(transport, FORM, {signal: controller.signal}), AbortedError)
    await webserver.arrival('POST /server/login')

    controller.abort()

    await login
  })

  it('ends with a logout that shows whose it is', async () => {
    webserver.reply('POST /server/logout', {body: ''})
    const session = stage.connect(webserver, {
      endpointType: 'session',
      credentials: {kind: 'session', sessionId: 'abc-123'},
    })

    await webLogout(session)

    expect(webserver.requestTo('POST /server/logout').headers['x-backendai-sessionid']).to.equal('abc-123')
  })
})
