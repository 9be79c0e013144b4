import {expect} from 'chai'
import {z} from 'zod'
import {UnreachableError} from '../../../src/sdk/errors.js'
import {reset} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const CALL = {method: 'GET', path: '/x'} as const

describe('a manager that cannot be reached', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('because nobody listens there', async () => {
    const manager = await stage.server()
    await manager.stop()

    const error = await rejection(stage.connect(manager, {retries: 0}).json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(`Cannot reach ${manager.url} (connection refused).`)
    expect(error.hints.join()).to.include('endpoint')
    expect(error.cause).to.have.property('code', 'ECONNREFUSED')
  })

  it('because its name is not known', async () => {
    const transport = stage.client({endpoint: 'https://manager.invalid', retries: 0})

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    // A machine without any name server says so in other words.
    expect(error.message).to.match(
      /^Cannot reach https:\/\/manager\.invalid \((unknown host|the name server does not answer)\)\.$/,
    )
  })

  it('because it cuts connections', async () => {
    const manager = await stage.server()
    manager.reply('GET /', reset)

    const error = await rejection(stage.connect(manager, {retries: 0}).json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(`Cannot reach ${manager.url} (the connection was reset).`)
  })

  it('because it closes connections without a word', async () => {
    const manager = await stage.server()
    manager.reply('GET /', (_request, response) => void response.socket?.end())

    const error = await rejection(stage.connect(manager, {retries: 0}).json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(`Cannot reach ${manager.url} (the connection was closed).`)
  })

  it('because something else than HTTP speaks there', async () => {
    const manager = await stage.server()
    manager.reply('GET /', (_request, response) => {
      response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')
    })

    const error = await rejection(stage.connect(manager, {retries: 0}).json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(`Cannot reach ${manager.url} (what answers there does not speak HTTP).`)
  })

  it('is tried again, since it may be restarting, whatever the request does', async () => {
    const gone = await stage.manager()
    let onFailure: () => void = () => undefined
    const failed = new Promise<void>((resolve) => (onFailure = resolve))
    const transport = stage.connect(gone, {trace: ({error}) => error && onFailure()})
    await transport.handshake()
    await gone.stop()
    const answer = transport.json({method: 'POST', path: '/x', body: {}}, anything)
    await failed

    const back = await stage.server({port: gone.port})
    back.reply('POST /x', {json: {ok: true}})

    expect(await answer).to.deep.equal({ok: true})
  })
})
