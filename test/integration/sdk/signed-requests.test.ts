import {expect} from 'chai'
import fc from 'fast-check'
import {z} from 'zod'
import {path} from '../../../src/sdk/transport/endpoints.js'
import type {Call} from '../../../src/sdk/transport/http.js'
import type {RecordedRequest} from '../../support/http-server.js'
import {expectedAuthorization} from '../../support/independent-signature.js'
import {KEYPAIR, Stage} from '../../support/manager.js'

const anything = z.unknown()

/** What a manager would check: the header it computes from the raw request that arrived. */
function expected(request: RecordedRequest): Promise<string> {
  return expectedAuthorization(request, KEYPAIR.accessKey, KEYPAIR.secretKey)
}

describe('a signed request', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  /** Sends a call to a manager below `base` and gives the request that arrived. */
  async function arrived(call: Call, base = ''): Promise<RecordedRequest> {
    const manager = await stage.server()
    const target = `${base}${call.path}`
    manager.reply(`GET ${base}/`, {json: {version: 'v9.20250722', manager: '26.8.3'}})
    manager.reply(`${call.method} ${target}`, {json: {}})
    await stage.client({endpoint: `${manager.url}${base}`}).json(call, anything)
    return manager.requestTo(`${call.method} ${target}`)
  }

  for (const [title, call] of [
    ['without a query', {method: 'GET', path: '/session'}],
    ['with a query', {method: 'GET', path: '/session/_/match', query: {id: 'my-sess'}}],
    [
      'with spaces, pluses and ampersands in the query',
      {method: 'GET', path: '/x', query: {q: 'a b+c&d=e/f?'}},
    ],
    ['with another script in the query', {method: 'GET', path: '/x', query: {q: '한글 ü 😀'}}],
    ['with quotes and brackets in the query', {method: 'GET', path: '/x', query: {q: '\'"<>[]{}|\\^`*()!~'}}],
    ['with a list in the query', {method: 'GET', path: '/x', query: {files: ['a b.txt', 'c+d']}}],
    ['with an empty value in the query', {method: 'GET', path: '/x', query: {q: ''}}],
    ['with a body', {method: 'POST', path: '/session', body: {name: '세션'}}],
    ['that deletes', {method: 'DELETE', path: '/session/x', query: {forced: 'true'}}],
    ['with another script in the path', {method: 'GET', path: path`/session/${'한글 세션'}`}],
    ['with spaces, slashes and pluses in the path', {method: 'GET', path: path`/folders/${'a b/c+d%20e'}`}],
  ] satisfies [string, Call][]) {
    it(`${title} arrives as it was signed`, async () => {
      const request = await arrived(call)

      expect(request.headers.authorization).to.equal(await expected(request))
    })
  }

  it('is signed with the base path of the endpoint', async () => {
    const request = await arrived({method: 'GET', path: '/session', query: {a: 1}}, '/backend/v2')

    expect(request.target).to.equal('/backend/v2/session?a=1')
    expect(request.headers.authorization).to.equal(await expected(request))
  })

  it('is signed whatever the path and the query hold', async () => {
    const manager = await stage.manager()
    const transport = stage.connect(manager)
    const text = fc
      .string({unit: 'grapheme', minLength: 1, maxLength: 8})
      .filter((value) => !/^\.+$/.test(value))
    await fc.assert(
      fc.asyncProperty(text, text, async (segment, value) => {
        await transport
          .json({method: 'GET', path: path`/session/${segment}`, query: {q: value}}, anything)
          .catch(() => undefined)

        const request = manager.requests.at(-1)
        if (!request) throw new Error('Nothing arrived')
        expect(request.target).to.match(/^\/session\/./)
        expect(request.headers.authorization).to.equal(await expected(request))
      }),
      {numRuns: 40},
    )
  }).timeout(10_000)

  for (const [scheme, port] of [
    ['http', 80],
    ['https', 443],
  ] as const) {
    it(`to the default port of ${scheme} names no port in the signed host`, async () => {
      const tls = scheme === 'https' ? {tls: await stage.certificate()} : {}
      const manager = await stage.manager(undefined, tls)
      const proxy = await stage.proxy({targetPort: manager.port})
      const transport = stage.client({
        endpoint: `${scheme}://manager.invalid:${port}`,
        proxy: {httpProxy: `http://${proxy.host}`},
        tls: {verify: false},
      })
      manager.reply('GET /x', {json: {}})

      await transport.json({method: 'GET', path: '/x'}, anything)

      const request = manager.requestTo('GET /x')
      expect(request.headers.host).to.equal('manager.invalid')
      expect(request.headers.authorization).to.equal(await expected(request))
    })
  }

  it('bears the time in one header only, and it is now', async () => {
    const before = Date.now()

    const request = await arrived({method: 'GET', path: '/x'})

    const date = Date.parse(String(request.headers['x-backendai-date']))
    expect(date).to.be.within(before, Date.now())
    expect(request.headers.date).to.equal(undefined)
  })

  it('bears content type and body only when it has a body', async () => {
    const without = await arrived({method: 'POST', path: '/x'})
    const withBody = await arrived({method: 'POST', path: '/x', body: {a: [1, '한']}})

    expect([without.headers['content-type'], without.body]).to.deep.equal([undefined, ''])
    expect(withBody.headers['content-type']).to.equal('application/json')
    expect(JSON.parse(withBody.body)).to.deep.equal({a: [1, '한']})
  })

  it('bears the domain and the name of the program', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {}})
    const transport = stage.connect(manager, {domain: 'research', userAgent: 'bai/1.2.3'})

    await transport.json({method: 'GET', path: '/x'}, anything)

    const {headers} = manager.requestTo('GET /x')
    expect([headers['x-backendai-domain'], headers['user-agent']]).to.deep.equal(['research', 'bai/1.2.3'])
  })

  it('is not signed when there are no credentials', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {}})
    const transport = stage.connect(manager, {credentials: {kind: 'anonymous'}})

    await transport.json({method: 'GET', path: '/x'}, anything)

    expect(manager.requestTo('GET /x').headers).to.not.have.any.keys('authorization', 'x-backendai-date')
  })
})

describe('a request to a webserver', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('goes below /func with the session id, and is not signed', async () => {
    const webserver = await stage.server()
    webserver.reply('GET /func/', {json: {version: 'v9.20250722', manager: '26.8.3'}})
    webserver.reply('GET /func/session/x', {json: {}})
    const transport = stage.connect(webserver, {
      endpointType: 'session',
      credentials: {kind: 'session', sessionId: 'sess-123'},
    })

    await transport.json({method: 'GET', path: '/session/x'}, anything)

    const {headers} = webserver.requestTo('GET /func/session/x')
    expect(headers['x-backendai-sessionid']).to.equal('sess-123')
    expect(headers['x-backendai-version']).to.equal('v9.20250722')
    expect(headers).to.not.have.any.keys('authorization', 'x-backendai-date')
  })

  it('shows the session id to no handshake', async () => {
    const webserver = await stage.server()
    webserver.reply('GET /func/', {json: {version: 'v9.20250722'}})
    const transport = stage.connect(webserver, {
      endpointType: 'session',
      credentials: {kind: 'session', sessionId: 'sess-123'},
    })

    await transport.handshake()

    expect(webserver.requestTo('GET /func/').headers).to.not.have.property('x-backendai-sessionid')
  })
})
