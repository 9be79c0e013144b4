import {expect} from 'chai'
import {z} from 'zod'
import {InvalidValueError, UnreachableError} from '../../../src/sdk/errors.js'
import {Stage} from '../../support/manager.js'
import {rejection, thrown} from '../../support/rejection.js'

const anything = z.unknown()
const CALL = {method: 'GET', path: '/x'} as const

describe('a manager behind a proxy', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('is reached through a tunnel, by its own name', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {ok: true}})
    const proxy = await stage.proxy({targetPort: manager.port})
    const transport = stage.client({
      endpoint: 'http://manager.invalid:8091',
      proxy: {httpProxy: `http://${proxy.host}`},
    })

    const answer = await transport.json(CALL, anything)

    expect(answer).to.deep.equal({ok: true})
    expect(new Set(proxy.tunnels)).to.deep.equal(new Set(['manager.invalid:8091']))
    expect(manager.requestTo('GET /x').headers.host).to.equal('manager.invalid:8091')
  })

  it('is reached through a proxy whose address has no scheme', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {ok: true}})
    const proxy = await stage.proxy({targetPort: manager.port})
    const transport = stage.connect(manager, {proxy: {httpProxy: proxy.host}})

    await transport.json(CALL, anything)

    expect(proxy.tunnels).to.not.deep.equal([])
  })

  for (const address of ['socks5://proxy.example.com', 'http://', 'http://me:hunter2@proxy example']) {
    it(`refuses ${address} as a proxy, and shows no password of it`, () => {
      const error = thrown(
        () => stage.client({endpoint: 'http://manager.invalid', proxy: {httpsProxy: address}}),
        InvalidValueError,
      )

      expect(error.accepted).to.equal('a proxy address such as http://proxy.example.com:3128')
      expect(`${error.stack}${JSON.stringify(error)}`).to.not.include('hunter2')
    })
  }

  it('is reached over TLS that the proxy cannot look into', async () => {
    const {cert, key} = await stage.certificate()
    const manager = await stage.manager(undefined, {tls: {cert, key}})
    manager.reply('GET /x', {json: {ok: true}})
    const proxy = await stage.proxy({targetPort: manager.port})
    const transport = stage.client({
      endpoint: 'https://localhost:8090',
      proxy: {httpsProxy: `http://${proxy.host}`},
      tls: {ca: cert},
    })

    const answer = await transport.json(CALL, anything)

    expect(answer).to.deep.equal({ok: true})
    expect(new Set(proxy.tunnels)).to.deep.equal(new Set(['localhost:8090']))
  })

  it('is reached directly when its host is excepted', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {ok: true}})
    const proxy = await stage.proxy({targetPort: manager.port})
    const transport = stage.connect(manager, {
      proxy: {httpProxy: `http://${proxy.host}`, noProxy: 'example.com,127.0.0.1'},
    })

    await transport.json(CALL, anything)

    expect(proxy.tunnels).to.deep.equal([])
  })

  it('is reached with the proxy’s account', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {ok: true}})
    const proxy = await stage.proxy({targetPort: manager.port, account: 'me:hunter2'})
    const transport = stage.connect(manager, {proxy: {httpProxy: `http://me:hunter2@${proxy.host}`}})

    const answer = await transport.json(CALL, anything)

    expect(answer).to.deep.equal({ok: true})
    expect(JSON.stringify(manager.requests)).to.not.include('proxy-authorization')
  })

  it('says that the proxy wants an account, at once', async () => {
    const manager = await stage.manager()
    const proxy = await stage.proxy({targetPort: manager.port, account: 'me:hunter2'})
    const transport = stage.connect(manager, {proxy: {httpProxy: `http://me:wrong-one@${proxy.host}`}})

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(
      `Cannot reach ${manager.url} (the proxy refused the connection with status 407).`,
    )
    expect(error.hints.join()).to.include('proxy')
    expect(`${error.stack}${JSON.stringify(error)}`).to.not.include('wrong-one')
    expect(proxy.tunnels).to.have.length(1)
  })

  it('says that it cannot be reached when the proxy is away', async () => {
    const manager = await stage.manager()
    const proxy = await stage.proxy({targetPort: manager.port})
    const transport = stage.connect(manager, {proxy: {httpProxy: `http://${proxy.host}`}, retries: 0})
    await proxy.stop()

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(`Cannot reach ${manager.url} (connection refused).`)
    expect(manager.requests).to.have.length(0)
  })

  it('is reached directly when only the environment names a proxy', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {ok: true}})
    const before = process.env['HTTP_PROXY']
    process.env['HTTP_PROXY'] = 'http://proxy.invalid:3128'

    try {
      await stage.connect(manager).json(CALL, anything)
      await stage.connect(manager, {proxy: {httpsProxy: 'http://proxy.invalid:3128'}}).json(CALL, anything)
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY']
      else process.env['HTTP_PROXY'] = before
    }

    expect(manager.requestsTo('GET /x')).to.have.length(2)
  })
})
