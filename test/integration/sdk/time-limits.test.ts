import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {expect} from 'chai'
import {z} from 'zod'
import {RequestTimeoutError, UnreachableError} from '../../../src/sdk/errors.js'
import {silence, stalledBody, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const CALL = {method: 'GET', path: '/x'} as const

describe('the time limit of a request', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  const phases: [string, Reply][] = [
    ['no answer comes', silence],
    ['the answer stops in the middle', stalledBody],
  ]
  for (const [title, reply] of phases) {
    it(`rejects when ${title}`, async () => {
      const manager = await stage.manager()
      manager.reply('GET /x', reply)
      const transport = stage.connect(manager, {retries: 0})

      const error = await rejection(transport.json(CALL, anything, {timeoutMs: 30}), RequestTimeoutError)

      expect(error.message).to.equal(`${manager.url} did not answer within 0.03 s.`)
      expect(error).to.be.instanceOf(UnreachableError)
    })
  }

  it('is the client’s when the request has none of its own', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', stalledBody)
    const transport = stage.connect(manager, {retries: 0, requestTimeoutMs: 40})

    const error = await rejection(transport.json(CALL, anything), RequestTimeoutError)

    expect(error.message).to.include('within 0.04 s')
  })

  it('holds while the connection is being made', async () => {
    const port = await stage.silentPort()
    const transport = stage.client({endpoint: `https://${port.host}`, retries: 0})

    await rejection(transport.json(CALL, anything, {timeoutMs: 30}), RequestTimeoutError)
  })

  it('holds with a signal given, even when memory is cleared meanwhile', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', silence)
    const transport = stage.connect(manager, {retries: 0})
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const {signal} = new AbortController()
    const request = rejection(transport.json(CALL, anything, {signal, timeoutMs: 100}), RequestTimeoutError)
    await manager.arrival('GET /x')

    collectGarbage()

    await request
  })

  it('is none when it is zero', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {ok: true}})
    const transport = stage.connect(manager, {requestTimeoutMs: 0})

    expect(await transport.json(CALL, anything)).to.deep.equal({ok: true})
  })

  it('may be longer than timers can count', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {ok: true}})

    const answer = await stage.connect(manager).json(CALL, anything, {timeoutMs: 1e13})

    expect(answer).to.deep.equal({ok: true})
  })

  it('ends a stream whose head does not come', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', silence)
    const transport = stage.connect(manager, {retries: 0})

    await rejection(transport.send({...CALL, stream: true}, {timeoutMs: 30}), RequestTimeoutError)
  })

  it('does not cut a stream whose head has come', async () => {
    const manager = await stage.manager()
    let finish: () => void = () => undefined
    manager.reply('GET /x', (_request, response) => {
      response.writeHead(200)
      response.write('one ')
      finish = () => response.end('two')
    })
    const transport = stage.connect(manager, {retries: 0})
    const other = stage.connect(manager, {retries: 0})
    manager.reply('GET /y', silence)

    const answer = await transport.send({...CALL, stream: true}, {timeoutMs: 300})
    // Another request's limit of the same length has passed: so has this one's.
    await rejection(other.json({method: 'GET', path: '/y'}, anything, {timeoutMs: 350}), RequestTimeoutError)
    finish()

    expect(await answer.body.text()).to.equal('one two')
  })

  it('of connecting is one of its own', async () => {
    const port = await stage.silentPort()
    const transport = stage.client({endpoint: `https://${port.host}`, retries: 0, connectTimeoutMs: 50})

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(`Cannot reach https://${port.host} (timed out while connecting).`)
  })
})
