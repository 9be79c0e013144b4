import {inspect} from 'node:util'
import {expect} from 'chai'
import {z} from 'zod'
import {fetchKeypair, webLogin} from '../../../src/sdk/transport/login.js'
import type {ClientOptions, TraceEvent} from '../../../src/sdk/transport/options.js'
import {problem, reset, silence, type HttpServer, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'

const SECRET_KEY = 'the-secret-key-of-the-keypair'
const SESSION_ID = 'the-session-id-of-the-login'
const PASSWORD = 'the-password-of-the-person'
const OTP = '135790'
const SECRETS = [SECRET_KEY, SESSION_ID, PASSWORD, OTP]

const anything = z.looseObject({ok: z.boolean()})
const FORM = {username: 'me@example.com', password: PASSWORD, otp: OTP}

const failures: [string, Reply][] = [
  ['refuses', problem(401, 'auth-failed', 'Credential/signature mismatch.')],
  ['fails', problem(500, 'internal-server-error', 'Internal server error.')],
  ['answers in another shape', {json: {unexpected: 1}}],
  ['answers with broken JSON', {body: '{"ok": tr'}],
  ['answers with a page', {body: '<html>Welcome</html>'}],
  ['cuts the connection', reset],
  ['does not answer', silence],
]

const clients: [string, Partial<ClientOptions>][] = [
  ['a keypair', {credentials: {kind: 'keypair', accessKey: 'AK', secretKey: SECRET_KEY}}],
  ['a login', {endpointType: 'session', credentials: {kind: 'session', sessionId: SESSION_ID}}],
]

/** All that could be shown of an error: its texts, its JSON, and what `--debug` prints, causes and all. */
function everythingOf(error: unknown): string {
  const text = error instanceof Error ? `${error.message}\n${error.stack}` : ''
  return [text, JSON.stringify(error), inspect(error, {depth: 10, showHidden: true})].join('\n')
}

describe('secrets', () => {
  const stage = new Stage()
  let trace: TraceEvent[]
  beforeEach(() => (trace = []))
  afterEach(() => stage.end())

  function connect(server: HttpServer, options: Partial<ClientOptions> = {}) {
    const record = (event: TraceEvent) => void trace.push(event)
    return stage.connect(server, {retries: 0, requestTimeoutMs: 60, trace: record, ...options})
  }

  async function expectHidden(work: Promise<unknown>, secrets: readonly string[] = SECRETS): Promise<void> {
    const error = await work.then(
      () => expect.fail('It should have failed'),
      (thrown: unknown) => thrown,
    )
    const shown = everythingOf(error) + JSON.stringify(trace)
    for (const secret of secrets) expect(shown).to.not.include(secret)
    expect(trace).to.not.deep.equal([])
  }

  for (const [client, options] of clients) {
    for (const [title, reply] of failures) {
      it(`of ${client} are not shown when the manager ${title}`, async () => {
        const server = await stage.manager()
        server.reply('GET /func/', {json: {version: 'v9.20250722'}})
        server.reply('GET /x', reply).reply('GET /func/x', reply)
        const transport = connect(server, options)

        await expectHidden(transport.json({method: 'GET', path: '/x'}, anything))
      })
    }
  }

  for (const [title, reply] of failures) {
    it(`that a person types are not shown when the server ${title}`, async () => {
      const server = await stage.manager()
      server.reply('GET /func/', {json: {version: 'v9.20250722'}})
      server.reply('POST /server/login', reply).reply('POST /auth/authorize', reply)

      await expectHidden(webLogin(connect(server, {endpointType: 'session'}), FORM))
      await expectHidden(fetchKeypair(connect(server), {...FORM, domain: 'default'}))
    })
  }

  for (const [title, body] of [
    ['cut short', `{"data": {"access_key": "AK", "secret_key": "${SECRET_KEY}", "ro`],
    ['followed by more', `{"data": {"secret_key": "${SECRET_KEY}"}} and more`],
    ['of another shape', `{"data": {"access_key": 5, "secret_key": "${SECRET_KEY}"}}`],
    ['without its frame', `"${SECRET_KEY}"`],
  ] as const) {
    it(`that the manager hands out are not shown when the answer is ${title}`, async () => {
      const server = await stage.manager()
      server.reply('POST /auth/authorize', {body})

      await expectHidden(fetchKeypair(connect(server), {...FORM, domain: 'default'}))
    })
  }

  it('are in no trace of a request that went well', async () => {
    const server = await stage.manager()
    server.reply('GET /x', {json: {ok: true}})
    const transport = connect(server, {...clients[0]?.[1], requestTimeoutMs: 0})

    await transport.json({method: 'GET', path: '/x'}, anything)

    expect(trace.map(({method, url}) => `${method} ${url}`)).to.deep.equal([
      `GET ${server.url}/`,
      `GET ${server.url}/x`,
    ])
    for (const secret of SECRETS) expect(JSON.stringify(trace)).to.not.include(secret)
  })

  it('are not shown by a client that is printed', async () => {
    const server = await stage.manager()

    const shown = clients.map(([, options]) =>
      inspect(connect(server, options), {depth: 10, showHidden: true}),
    )

    for (const secret of SECRETS) expect(shown.join()).to.not.include(secret)
  })
})
