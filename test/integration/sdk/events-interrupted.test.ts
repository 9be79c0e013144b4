import {expect} from 'chai'
import {NotFoundError, NotLoggedInError, UnreachableError} from '../../../src/sdk/errors.js'
import {collect} from '../../../src/sdk/transport/collect.js'
import {serverEvents, type ServerEvent} from '../../../src/sdk/transport/events.js'
import {openStream, stream} from '../../support/event-stream.js'
import {problem, silence, type HttpServer} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {endOfAnswer, headOfAnswer} from '../../support/moments.js'
import {rejection} from '../../support/rejection.js'

const PATH = '/events/session'
const ROUTE = `GET ${PATH}`

describe('a stream of server events that does not open', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  for (const [status, kind] of [
    [401, NotLoggedInError],
    [404, NotFoundError],
  ] as const) {
    it(`because it is refused with ${status} rejects at once`, async () => {
      const manager = await stage.manager()
      manager.reply(ROUTE, problem(status, 'any', 'No.'))

      const error = await collect(serverEvents(stage.connect(manager), PATH)).catch(
        (thrown: unknown) => thrown,
      )

      expect(error).to.be.instanceOf(kind)
      expect(manager.requestsTo(ROUTE)).to.have.length(1)
    })
  }

  it('because the manager cannot be reached rejects', async () => {
    const manager = await stage.manager()
    const transport = stage.connect(manager, {retries: 0})
    await manager.stop()

    await rejection(collect(serverEvents(transport, PATH)), UnreachableError)
  })
})

describe('a stream of server events that the caller interrupts', () => {
  const stage = new Stage()
  let manager: HttpServer
  let controller: AbortController
  beforeEach(async () => {
    manager = await stage.manager()
    controller = new AbortController()
  })
  afterEach(() => stage.end())

  async function open(): Promise<{events: Promise<ServerEvent[]>}> {
    const transport = stage.connect(manager)
    await transport.handshake()
    return {events: collect(serverEvents(transport, PATH, {signal: controller.signal}))}
  }

  it('ends quietly while it is asked for', async () => {
    manager.reply(ROUTE, silence)
    const {events} = await open()
    await manager.arrival(ROUTE)

    controller.abort()

    expect(await events).to.deep.equal([])
  })

  it('ends quietly while it is open', async () => {
    manager.reply(ROUTE, openStream())
    const {events} = await open()
    await headOfAnswer()

    controller.abort()

    expect(await events).to.deep.equal([])
  })

  it('ends quietly while it waits to open again', async () => {
    manager.reply(ROUTE, stream(': hello\n\n'))
    const {events} = await open()
    await endOfAnswer()

    controller.abort()

    expect(await events).to.deep.equal([])
    expect(manager.requestsTo(ROUTE)).to.have.length(1)
  })

  it('ends quietly before it began', async () => {
    controller.abort()

    const events = await collect(serverEvents(stage.connect(manager), PATH, {signal: controller.signal}))

    expect(events).to.deep.equal([])
    expect(manager.requests).to.have.length(0)
  })
})
