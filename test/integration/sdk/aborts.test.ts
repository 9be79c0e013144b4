import {expect} from 'chai'
import {z} from 'zod'
import {AbortedError} from '../../../src/sdk/errors.js'
import {problem, silence, stalledBody} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {headOfAnswer} from '../../support/moments.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const CALL = {method: 'GET', path: '/x'} as const

describe('an aborted request', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('does not go out when the signal has fired before', async () => {
    const manager = await stage.manager()
    const transport = stage.connect(manager)
    await transport.handshake()

    await rejection(transport.json(CALL, anything, {signal: AbortSignal.abort()}), AbortedError)

    expect(manager.requestsTo('GET /x')).to.have.length(0)
  })

  it('does not even ask for the handshake when the signal has fired before', async () => {
    const manager = await stage.manager()

    await rejection(stage.connect(manager).json(CALL, anything, {signal: AbortSignal.abort()}), AbortedError)

    expect(manager.requests).to.have.length(0)
  })

  it('ends at once while the connection is being made', async () => {
    const port = await stage.silentPort()
    const transport = stage.client({endpoint: `https://${port.host}`})
    const controller = new AbortController()
    const request = rejection(transport.json(CALL, anything, {signal: controller.signal}), AbortedError)
    await port.connection()

    controller.abort()

    await request
  })

  it('ends at once while the handshake is waited for', async () => {
    const manager = await stage.server()
    manager.reply('GET /', silence)
    const controller = new AbortController()
    const request = rejection(
      stage.connect(manager).json(CALL, anything, {signal: controller.signal}),
      AbortedError,
    )
    await manager.arrival('GET /')

    controller.abort()

    await request
  })

  it('ends at once while the answer is waited for', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', silence)
    const controller = new AbortController()
    const request = rejection(
      stage.connect(manager).json(CALL, anything, {signal: controller.signal}),
      AbortedError,
    )
    await manager.arrival('GET /x')

    controller.abort()

    await request
    expect(manager.requestsTo('GET /x')).to.have.length(1)
  })

  for (const status of [200, 500]) {
    it(`ends at once in the middle of the body of a ${status}`, async () => {
      const manager = await stage.manager()
      manager.reply('GET /x', (_request, response) => {
        response.writeHead(status, {'content-length': '1000'})
        response.write('{"beginning":')
      })
      const transport = stage.connect(manager)
      await transport.handshake()
      const controller = new AbortController()
      const request = rejection(transport.json(CALL, anything, {signal: controller.signal}), AbortedError)
      await headOfAnswer()

      controller.abort()

      await request
      expect(manager.requestsTo('GET /x')).to.have.length(1)
    })
  }

  it('ends at once while it waits to be sent again', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {status: 503, headers: {'retry-after': '60'}})
    const controller = new AbortController()
    const trace = ({status}: {status?: number}) => {
      if (status === 503) setImmediate(() => controller.abort())
    }
    const transport = stage.connect(manager, {trace})

    await rejection(transport.json(CALL, anything, {signal: controller.signal}), AbortedError)

    expect(manager.requestsTo('GET /x')).to.have.length(1)
  })

  it('closes its connection', async () => {
    const manager = await stage.manager()
    const controller = new AbortController()
    const closed = new Promise<unknown>((resolve) => {
      manager.reply('GET /x', (_request, response) => void response.on('close', resolve))
    })
    const request = rejection(
      stage.connect(manager).json(CALL, anything, {signal: controller.signal}),
      AbortedError,
    )
    await manager.arrival('GET /x')

    controller.abort()

    await request
    await closed
  })

  it('says that it was interrupted, and keeps the reason as its cause', async () => {
    const manager = await stage.manager()
    const reason = new Error('Ctrl-C')

    const error = await rejection(
      stage.connect(manager).json(CALL, anything, {signal: AbortSignal.abort(reason)}),
      AbortedError,
    )

    expect(error.message).to.equal('The operation was interrupted.')
    expect(error.cause).to.equal(reason)
  })

  it('leaves nothing behind on the signal of one that went well', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', {json: {}})
    manager.reply('GET /y', problem(404, 'object-not-found', 'No such thing.'))
    const transport = stage.connect(manager)
    const {signal} = new AbortController()
    const listeners = new Set<unknown>()
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners.add(args[1])
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners.delete(args[1])
      remove(...args)
    }

    await transport.json(CALL, anything, {signal})
    await rejection(transport.json({method: 'GET', path: '/y'}, anything, {signal}), Error)

    while (listeners.size > 0) await new Promise((resolve) => setImmediate(resolve))
  })
})

describe('a client that is closed', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('ends what is under way', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', silence)
    const transport = stage.connect(manager)
    const request = rejection(transport.json(CALL, anything), AbortedError)
    await manager.arrival('GET /x')

    await transport.close()

    expect((await request).message).to.equal('The client is closed.')
  })

  it('ends a stream that nobody reads', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', stalledBody)
    const transport = stage.connect(manager)
    await transport.send({...CALL, stream: true})

    await transport.close()

    await manager.silence()
    expect(manager.openConnections).to.equal(0)
  })

  it('sends nothing more', async () => {
    const manager = await stage.manager()
    const transport = stage.connect(manager)
    await transport.handshake()
    await transport.close()

    await rejection(transport.json(CALL, anything), AbortedError)

    expect(manager.requestsTo('GET /x')).to.have.length(0)
  })
})
