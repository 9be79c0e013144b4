import {expect} from 'chai'
import {NotLoggedInError} from '../../../src/sdk/errors.js'
import {collect} from '../../../src/sdk/transport/collect.js'
import {serverEvents, type ServerEvent} from '../../../src/sdk/transport/events.js'
import {CLOSE, event, openStream, stream} from '../../support/event-stream.js'
import {problem, reset, type HttpServer, type Reply} from '../../support/http-server.js'
import {expectedAuthorization} from '../../support/independent-signature.js'
import {KEYPAIR, Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const PATH = '/events/session'
const ROUTE = `GET ${PATH}`

describe('a stream of server events', () => {
  const stage = new Stage()
  let manager: HttpServer
  beforeEach(async () => (manager = await stage.manager()))
  afterEach(() => stage.end())

  async function read(...replies: Reply[]): Promise<ServerEvent[]> {
    manager.reply(ROUTE, ...replies)
    return collect(serverEvents(stage.connect(manager, {retries: 0}), PATH))
  }

  it('gives each event with its name and data until the manager closes it', async () => {
    const events = await read(
      stream(
        event('session_started', '{"sessionId": "s-1"}'),
        event('session_terminated'),
        CLOSE,
        event('late'),
      ),
    )

    expect(events).to.deep.equal([
      {kind: 'event', name: 'session_started', data: '{"sessionId": "s-1"}'},
      {kind: 'event', name: 'session_terminated', data: '{}'},
    ])
    expect(manager.requestsTo(ROUTE)).to.have.length(1)
  })

  it('is read by the rules of the format', async () => {
    const text = ': a comment\r\n\r\nid: 7\r\ndata: one\r\ndata: two\r\n\r\ndata:no space\n\nevent: empty\n\n'

    const events = await read(stream(text, CLOSE))

    expect(events).to.deep.equal([
      {kind: 'event', name: 'message', data: 'one\ntwo'},
      {kind: 'event', name: 'message', data: 'no space'},
    ])
  })

  it('may come in pieces that cut lines and characters in two', async () => {
    const events = await read((_request, response) => {
      response.writeHead(200)
      for (const byte of Buffer.from(event('a', '한글😀') + CLOSE)) response.write(Buffer.of(byte))
      response.end()
    })

    expect(events).to.deep.equal([{kind: 'event', name: 'a', data: '한글😀'}])
  })

  it('is asked for as an event stream, signed, with its query', async () => {
    manager.reply(ROUTE, stream(CLOSE))
    const query = {scope: 'session,kernel', sessionName: '*'}

    await collect(serverEvents(stage.connect(manager), PATH, {query}))

    const request = manager.requestTo(ROUTE)
    expect(request.target).to.equal(`${PATH}?scope=session%2Ckernel&sessionName=*`)
    expect(request.headers.accept).to.equal('text/event-stream')
    expect(request.headers.authorization).to.equal(
      await expectedAuthorization(request, KEYPAIR.accessKey, KEYPAIR.secretKey),
    )
  })

  it('says once when it is open', async () => {
    const told: string[] = []
    manager.reply(ROUTE, stream('retry: 0\n\n', event('a')), stream(CLOSE))
    const onOpen = () => void told.push('open')

    for await (const {kind} of serverEvents(stage.connect(manager), PATH, {onOpen})) told.push(kind)

    expect(told).to.deep.equal(['open', 'event', 'reconnected'])
  })

  it('closes its connection when the reader stops', async () => {
    const closed = new Promise<unknown>((resolve) => {
      manager.reply(ROUTE, (request, response) => {
        response.on('close', resolve)
        openStream(event('a'))(request, response)
      })
    })

    for await (const {kind} of serverEvents(stage.connect(manager), PATH)) if (kind === 'event') break

    await closed
  })
})

describe('a stream of server events that is lost', () => {
  const stage = new Stage()
  let manager: HttpServer
  beforeEach(async () => (manager = await stage.manager()))
  afterEach(() => stage.end())

  const cut: Reply = (_request, response) => {
    response.writeHead(200)
    response.write(`retry: 0\n\n${event('a')}`, () => setImmediate(() => response.socket?.resetAndDestroy()))
  }

  for (const [title, first] of [
    ['ended', stream('retry: 0\n\n', event('a'))],
    ['cut', cut],
  ] as const) {
    it(`because it was ${title} is opened again, and says so`, async () => {
      manager.reply(ROUTE, first, stream(event('b'), CLOSE))

      const events = await collect(serverEvents(stage.connect(manager, {retries: 0}), PATH))

      expect(events).to.deep.equal([
        {kind: 'event', name: 'a', data: '{}'},
        {kind: 'reconnected'},
        {kind: 'event', name: 'b', data: '{}'},
      ])
    })
  }

  it('is opened again after as many seconds as the manager says', async () => {
    manager.reply(ROUTE, stream('retry: 1\n\n'), stream(CLOSE))

    await collect(serverEvents(stage.connect(manager), PATH))

    const [first, second] = manager.requestsTo(ROUTE).map(({at}) => at)
    expect((second ?? NaN) - (first ?? NaN)).to.be.within(990, 1900)
  })

  it('is tried again while the manager is away', async () => {
    manager.reply(ROUTE, stream('retry: 0\n\n', event('a')), reset, problem(503, 'x', 'Busy.'), stream(CLOSE))

    const events = await collect(serverEvents(stage.connect(manager, {retries: 0}), PATH))

    expect(events.map(({kind}) => kind)).to.deep.equal(['event', 'reconnected'])
    expect(manager.requestsTo(ROUTE)).to.have.length(4)
  })

  it('is given up when it is refused then', async () => {
    manager.reply(ROUTE, stream('retry: 0\n\n'), problem(401, 'auth-failed', 'No.'))

    await rejection(collect(serverEvents(stage.connect(manager), PATH)), NotLoggedInError)

    expect(manager.requestsTo(ROUTE)).to.have.length(2)
  })
})
