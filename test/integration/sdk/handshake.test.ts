import {expect} from 'chai'
import {z} from 'zod'
import {ProtocolError, RejectedError, UnreachableError, UnsupportedError} from '../../../src/sdk/errors.js'
import type {Handshake, HandshakeStore} from '../../../src/sdk/transport/options.js'
import {CLIENT_API_VERSION} from '../../../src/sdk/transport/version.js'
import {problem, type HttpServer} from '../../support/http-server.js'
import {NEWEST, Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const CALL = {method: 'GET', path: '/x'} as const

/** A store that remembers, as a file between processes would. */
class Memory implements HandshakeStore {
  readonly kept = new Map<string, Handshake>()

  async get(endpoint: string): Promise<Handshake | undefined> {
    return this.kept.get(endpoint)
  }

  async set(endpoint: string, handshake: Handshake): Promise<void> {
    this.kept.set(endpoint, handshake)
  }
}

function versionsSent(manager: HttpServer, route: string): unknown[] {
  return manager.requestsTo(route).map(({headers}) => headers['x-backendai-version'])
}

describe('the handshake', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  for (const [title, handshake, sent] of [
    ['the manager’s version when it is older', {version: 'v6.20220615', manager: '22.09.22'}, 'v6.20220615'],
    [
      'our version when the manager is newer',
      {version: 'v10.20290101', manager: '29.1.0'},
      CLIENT_API_VERSION,
    ],
    ['our version when the manager’s cannot be read', {version: 'garbage'}, CLIENT_API_VERSION],
  ] as const) {
    it(`makes requests bear ${title}`, async () => {
      const manager = await stage.manager(handshake)
      manager.reply('GET /x', {json: {}})

      await stage.connect(manager).json(CALL, anything)

      expect(versionsSent(manager, 'GET /x')).to.deep.equal([sent])
    })
  }

  it('bears no version itself: a manager refuses versions that it does not know, here too', async () => {
    const manager = await stage.manager()

    await stage.connect(manager).handshake()

    expect(manager.requestTo('GET /').headers).to.not.have.property('x-backendai-version')
  })

  it('is made once for all requests of a client', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {}})
    const transport = stage.connect(manager)

    await Promise.all([
      transport.json(CALL, anything),
      transport.json(CALL, anything),
      transport.capabilities(),
    ])
    await transport.json(CALL, anything)

    expect(manager.requestsTo('GET /')).to.have.length(1)
  })

  it('is made again after it failed', async () => {
    const manager = await stage.server()
    manager.reply('GET /', problem(400, 'x', 'Not now.'), {json: NEWEST})
    const transport = stage.connect(manager)
    await rejection(transport.handshake(), RejectedError)

    const handshake = await transport.handshake()

    expect(handshake).to.deep.equal(NEWEST)
  })

  it('tells what the manager can do', async () => {
    const manager = await stage.manager({version: 'v8.20240315', manager: '24.03.11'})
    const transport = stage.connect(manager)

    const error = await rejection(
      transport.require('sessionPriority', 'give sessions a priority'),
      UnsupportedError,
    )

    expect(error.message).to.equal('Manager 24.03.11 cannot give sessions a priority.')
    expect(error.hints.join()).to.include('from 24.9 on')
  })

  for (const [title, reply] of [
    ['the page of a web interface', {body: '<!doctype html><title>Backend.AI</title>'}],
    ['an object without a version', {json: {status: 'ok'}}],
    ['a version that is no text', {json: {version: 9}}],
    ['nothing', {body: ''}],
  ] as const) {
    it(`says what may be wrong when the answer is ${title}`, async () => {
      const manager = await stage.server()
      manager.reply('GET /', reply)

      const error = await rejection(stage.connect(manager).json(CALL, anything), ProtocolError)

      expect(error.message).to.include(manager.url)
      expect(error.hints.join()).to.include('endpoint type')
    })
  }

  it('says that it is no webserver when a manager answers where one was meant', async () => {
    const manager = await stage.manager()
    const transport = stage.connect(manager, {endpointType: 'session'})

    const error = await rejection(transport.json(CALL, anything), ProtocolError)

    expect(error.message).to.equal(`${manager.url} does not answer as a Backend.AI webserver does.`)
    expect(error.hints.join()).to.include('endpoint type "api"')
  })

  it('fails as unreachable when the manager is away', async () => {
    const manager = await stage.server()
    const transport = stage.connect(manager, {retries: 0})
    await manager.stop()

    await rejection(transport.json(CALL, anything), UnreachableError)
  })
})

describe('a remembered handshake', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('spares the next program the question', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {}})
    const handshakes = new Memory()
    await stage.connect(manager, {handshakes}).json(CALL, anything)

    await stage.connect(manager, {handshakes}).json(CALL, anything)

    expect(manager.requestsTo('GET /')).to.have.length(1)
    expect([...handshakes.kept]).to.deep.equal([[manager.url, NEWEST]])
  })

  it('is made anew, once, when the manager refuses its version', async () => {
    const manager = await stage.manager({version: 'v8.20240915', manager: '24.09.0'})
    manager.reply(
      'GET /x',
      problem(400, 'generic-bad-request', 'Bad request.', {msg: 'Unsupported API version.'}),
      {json: {}},
    )
    const handshakes = new Memory()
    handshakes.kept.set(manager.url, {version: 'v9.20250722', manager: '26.8.3'})

    await stage.connect(manager, {handshakes}).json(CALL, anything)

    expect(versionsSent(manager, 'GET /x')).to.deep.equal(['v9.20250722', 'v8.20240915'])
    expect(handshakes.kept.get(manager.url)?.version).to.equal('v8.20240915')
  })

  it('is made anew for a request that changes something too: it was refused before it was read', async () => {
    const manager = await stage.manager({version: 'v8.20240915', manager: '24.09.0'})
    const refusal = problem(400, 'generic-bad-request', 'Unsupported API version.')
    manager.reply('POST /x', refusal, {json: {}})

    await stage.connect(manager, {retries: 0}).json({method: 'POST', path: '/x', body: {}}, anything)

    expect(manager.requestsTo('POST /x')).to.have.length(2)
  })

  it('is not made anew for ever when the manager goes on refusing', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', problem(400, 'generic-bad-request', 'Unsupported API version.'))

    const error = await rejection(stage.connect(manager).json(CALL, anything), RejectedError)

    expect(error.message).to.equal('Unsupported API version.')
    expect(manager.requestsTo('GET /x')).to.have.length(2)
  })

  it('that cannot be read or written does not stand in the way', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {}})
    const handshakes: HandshakeStore = {
      get: () => Promise.reject(new Error('no cache')),
      set: () => Promise.reject(new Error('read-only file system')),
    }

    await stage.connect(manager, {handshakes}).json(CALL, anything)

    expect(manager.requestsTo('GET /x')).to.have.length(1)
  })
})
