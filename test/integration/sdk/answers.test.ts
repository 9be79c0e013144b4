import {expect} from 'chai'
import {z} from 'zod'
import {
  ConflictError,
  ManagerError,
  NotFoundError,
  ProtocolError,
  UnavailableError,
} from '../../../src/sdk/errors.js'
import {problem, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const CALL = {method: 'GET', path: '/x'} as const
const schema = z.looseObject({session: z.looseObject({id: z.string(), ports: z.array(z.number())})})

describe('an answer', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  /** Asks a manager that answers so. */
  async function ask(reply: Reply): Promise<unknown> {
    const manager = await stage.manager()
    manager.reply('GET /x', reply)
    return stage.connect(manager, {retries: 0}).json(CALL, schema)
  }

  it('may have fields that are not known', async () => {
    const answer = await ask({json: {session: {id: 'a', ports: [], color: 'red'}, more: 1}})

    expect(answer).to.deep.equal({session: {id: 'a', ports: [], color: 'red'}, more: 1})
  })

  it('is read as JSON whatever it calls itself', async () => {
    const body = JSON.stringify({session: {id: '한글', ports: [1]}})

    const answer = await ask({headers: {'content-type': 'text/html'}, body})

    expect(answer).to.deep.equal({session: {id: '한글', ports: [1]}})
  })

  it('may come in pieces that cut characters in two', async () => {
    const bytes = Buffer.from(JSON.stringify({session: {id: '한글😀', ports: []}}))
    const inPieces: Reply = (_request, response) => {
      response.writeHead(200)
      for (const byte of bytes) response.write(Buffer.of(byte))
      response.end()
    }

    expect(await ask(inPieces)).to.have.nested.property('session.id', '한글😀')
  })

  for (const [title, json, field] of [
    ['a field is missing', {session: {ports: []}}, 'session.id'],
    ['a field is of a wrong type', {session: {id: 5, ports: []}}, 'session.id'],
    ['an item of a list is of a wrong type', {session: {id: 'a', ports: [1, 'two']}}, 'session.ports.1'],
    ['an object is null', {session: null}, 'session'],
  ] as const) {
    it(`names the field when ${title}`, async () => {
      const error = await rejection(ask({json}), ProtocolError)

      expect(error.message).to.match(/^The answer to GET \/x is not as expected at /)
      expect(error.message).to.include(` at ${field}:`)
      expect(error.hints.join()).to.include('release')
    })
  }

  it('that is empty is told as such', async () => {
    const error = await rejection(ask({status: 200, body: ''}), ProtocolError)

    expect(error.message).to.equal('The answer to GET /x is empty.')
  })

  it('that is a page is told as such, with its words', async () => {
    const error = await rejection(ask({body: '<html><body>Welcome to nginx</body></html>'}), ProtocolError)

    expect(error.message).to.equal('The answer to GET /x is not JSON: Welcome to nginx.')
  })

  it('that is broken JSON is told as such', async () => {
    const error = await rejection(ask({body: '{"session": {"id": "a", '}), ProtocolError)

    expect(error.message).to.equal('The answer to GET /x is broken JSON of 24 characters.')
    expect(error.cause).to.be.instanceOf(SyntaxError)
  })

  it('of 204 has no content that matters', async () => {
    const manager = await stage.manager()
    manager.reply('POST /x', {status: 204})

    await stage.connect(manager).done({method: 'POST', path: '/x'})

    expect(manager.requestsTo('POST /x')).to.have.length(1)
  })
})

describe('an error answer', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  async function ask(reply: Reply): Promise<unknown> {
    const manager = await stage.manager()
    manager.reply('GET /x', reply)
    return stage.connect(manager, {retries: 0}).json(CALL, schema)
  }

  it('becomes the narrowest class, with all that the manager told', async () => {
    const reply = problem(409, 'session-already-exists', 'The session already exists.', {
      error_code: 'session_create_already-exists',
      msg: 'train-1',
      data: {existingSessionId: 'id-1'},
    }) as Exclude<Reply, (...args: never) => unknown>
    const headers = {...reply.headers, 'x-backendai-request-id': 'req-77'}

    const error = await rejection(ask({...reply, headers}), ConflictError)

    expect({...error}).to.deep.equal({
      code: 'CONFLICT',
      name: 'ConflictError',
      hints: [],
      status: 409,
      problem: 'session-already-exists',
      managerCode: 'session_create_already-exists',
      requestId: 'req-77',
      data: {existingSessionId: 'id-1'},
    })
    expect(error.message).to.equal('The session already exists: train-1.')
  })

  it('of an older release has no code, and means the same', async () => {
    const error = await rejection(ask(problem(404, 'object-not-found', 'No such session.')), NotFoundError)

    expect([error.status, error.problem, error.managerCode]).to.deep.equal([
      404,
      'object-not-found',
      undefined,
    ])
  })

  it('takes the request id of a proxy when the manager gives none', async () => {
    const error = await rejection(ask({status: 500, headers: {'x-request-id': 'lb-1'}}), ManagerError)

    expect(error.requestId).to.equal('lb-1')
  })

  it('that is a page of a proxy keeps its words', async () => {
    const body = '<html><head><title>504 Gateway Time-out</title></head></html>'

    const error = await rejection(
      ask({status: 504, headers: {'content-type': 'text/html'}, body}),
      UnavailableError,
    )

    expect(error.message).to.equal('504 Gateway Time-out.')
  })

  it('with an empty body names the status', async () => {
    const error = await rejection(ask({status: 502, body: ''}), UnavailableError)

    expect(error.message).to.equal('HTTP status 502.')
  })

  it('that is cut off counts as a lost connection', async () => {
    const error = await rejection(
      ask((_request, response) => {
        response.writeHead(403, {'content-length': '1000'})
        response.write('{"type":', () => setImmediate(() => response.socket?.resetAndDestroy()))
      }),
      Error,
    )

    expect(error).to.have.property('code', 'UNREACHABLE')
  })
})

describe('a redirect', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  for (const status of [301, 302, 307, 308]) {
    it(`of ${status} is not followed, and says where the endpoint may be`, async () => {
      const [manager, elsewhere] = [await stage.manager(), await stage.server()]
      const location = `${elsewhere.url}/x`
      manager.reply('GET /x', {status, headers: {location}})

      const error = await rejection(stage.connect(manager).json(CALL, schema), ProtocolError)

      expect(error.message).to.equal(`${manager.url} redirects to ${location}.`)
      expect([error.status, error.hints.length]).to.deep.equal([status, 1])
      expect(elsewhere.requests).to.have.length(0)
    })
  }

  it('of the handshake says the same', async () => {
    const manager = await stage.server()
    manager.reply('GET /', {status: 301, headers: {location: 'https://manager.example.com/'}})

    const error = await rejection(stage.connect(manager).json(CALL, schema), ProtocolError)

    expect(error.message).to.equal(`${manager.url} redirects to https://manager.example.com/.`)
  })
})
