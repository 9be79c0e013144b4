import {expect} from 'chai'
import {z} from 'zod'
import {AbortedError} from '../../../src/sdk/errors.js'
import {silence} from '../../support/http-server.js'
import {NEWEST, Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const CALL = {method: 'GET', path: '/x'} as const

describe('a handshake that several callers wait for', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('goes on for one when the other gives up', async () => {
    const manager = await stage.server()
    manager.reply('GET /', (_request, response) => {
      controller.abort()
      response.end(JSON.stringify(NEWEST))
    })
    manager.reply('GET /x', {json: {}})
    const transport = stage.connect(manager)
    const controller = new AbortController()
    const impatient = rejection(transport.json(CALL, anything, {signal: controller.signal}), AbortedError)

    await transport.json(CALL, anything)

    await impatient
    expect(manager.requestsTo('GET /')).to.have.length(1)
  })

  it('can be left by one caller while another one waits for it', async () => {
    const manager = await stage.server()
    manager.reply('GET /', silence)
    const transport = stage.connect(manager)
    const [first, second] = [new AbortController(), new AbortController()]
    const patient = rejection(transport.handshake({signal: first.signal}), AbortedError)
    const impatient = rejection(transport.handshake({signal: second.signal}), AbortedError)
    await manager.arrival('GET /')

    second.abort()
    await impatient

    expect(manager.openConnections).to.equal(1)
    first.abort()
    await patient
  })

  it('closes its connection when the last caller has left', async () => {
    const manager = await stage.server()
    const closed = new Promise<unknown>((resolve) => {
      manager.reply('GET /', (_request, response) => void response.on('close', resolve))
    })
    const controller = new AbortController()
    const handshake = rejection(stage.connect(manager).handshake({signal: controller.signal}), AbortedError)
    await manager.arrival('GET /')

    controller.abort()
    await handshake

    await closed
  })
})
