import {expect} from 'chai'
import {z} from 'zod'
import {
  ManagerError,
  NotFoundError,
  QuotaError,
  SdkError,
  UnavailableError,
  UnreachableError,
} from '../../../src/sdk/errors.js'
import type {TraceEvent} from '../../../src/sdk/transport/options.js'
import {cutBody, problem, reset, type Reply} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const GET = {method: 'GET', path: '/x'} as const
const POST = {method: 'POST', path: '/x', body: {name: 'train'}} as const
const done: Reply = {json: {done: true}}

describe('a request that failed in passing', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  for (const status of [429, 500, 502, 503, 504]) {
    it(`is sent again after ${status}`, async () => {
      const manager = await stage.manager()
      manager.reply('GET /x', problem(status, '', 'Not now.'), done)

      const answer = await stage.connect(manager, {retries: 1, retryPauseMs: 10}).json(GET, anything)

      expect(answer).to.deep.equal({done: true})
      expect(manager.requestsTo('GET /x')).to.have.length(2)
    })
  }

  const cuts: [string, Reply][] = [
    ['before the answer', reset],
    ['in the middle of the answer', cutBody],
  ]
  for (const [title, cut] of cuts) {
    it(`is sent again when the connection is cut ${title}`, async () => {
      const manager = await stage.manager()
      manager.reply('GET /x', cut, done)

      const answer = await stage.connect(manager, {retries: 1, retryPauseMs: 10}).json(GET, anything)

      expect(answer).to.deep.equal({done: true})
      expect(manager.requestsTo('GET /x')).to.have.length(2)
    })

    it(`is not sent again when the connection is cut ${title} and it changes something`, async () => {
      const manager = await stage.manager()
      manager.reply('POST /x', cut, done)

      await rejection(stage.connect(manager).json(POST, anything), UnreachableError)

      expect(manager.requestsTo('POST /x')).to.have.length(1)
    })
  }

  for (const status of [500, 502, 504]) {
    it(`is not sent again after ${status} when it changes something`, async () => {
      const manager = await stage.manager()
      manager.reply('POST /x', problem(status, '', 'Failed.'), done)

      await rejection(stage.connect(manager).json(POST, anything), SdkError)

      expect(manager.requestsTo('POST /x')).to.have.length(1)
    })
  }

  for (const status of [429, 503]) {
    it(`is sent again, the same, after ${status} even when it changes something`, async () => {
      const manager = await stage.manager()
      manager.reply('POST /x', problem(status, '', 'Not now.'), done)

      await stage.connect(manager, {retries: 1, retryPauseMs: 10}).json(POST, anything)

      const bodies = manager.requestsTo('POST /x').map(({body}) => JSON.parse(body) as unknown)
      expect(bodies).to.deep.equal([{name: 'train'}, {name: 'train'}])
    })
  }

  it('is sent again after a failure when the call says that twice does no harm', async () => {
    const manager = await stage.manager()
    manager.reply('DELETE /x', problem(502, 'bad-gateway', 'Bad gateway.'), done)
    const call = {method: 'DELETE', path: '/x', idempotent: true} as const

    await stage.connect(manager, {retries: 1, retryPauseMs: 10}).json(call, anything)

    expect(manager.requestsTo('DELETE /x')).to.have.length(2)
  })

  it('is signed anew each time', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', problem(500, '', 'Failed.'), done)

    await stage.connect(manager, {retries: 1, retryPauseMs: 10}).json(GET, anything)

    const dates = manager.requestsTo('GET /x').map(({headers}) => headers['x-backendai-date'])
    expect(new Set(dates).size).to.equal(2)
  })

  it('is sent as often as allowed, and then fails as it failed last', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', problem(500, '', 'One.'), problem(502, '', 'Two.'), problem(503, '', 'Three.'))

    const error = await rejection(
      stage.connect(manager, {retries: 2, retryPauseMs: 10}).json(GET, anything),
      UnavailableError,
    )

    expect(error.message).to.equal('Three.')
    expect(manager.requestsTo('GET /x')).to.have.length(3)
  })

  it('is sent once when no repeats are allowed', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', problem(500, '', 'Failed.'), done)

    await rejection(stage.connect(manager, {retries: 0}).json(GET, anything), ManagerError)

    expect(manager.requestsTo('GET /x')).to.have.length(1)
  })

  it('is counted in the trace', async () => {
    const manager = await stage.manager()
    manager.reply('GET /x', problem(503, '', 'Busy.'), reset, done)
    const events: TraceEvent[] = []
    const transport = stage.connect(manager, {
      retries: 2,
      retryPauseMs: 10,
      trace: (event) => events.push(event),
    })

    await transport.json(GET, anything)

    const told = events
      .filter(({url}) => url.endsWith('/x'))
      .map(({attempt, status, error}) => ({attempt, status, error}))
    expect(told).to.deep.equal([
      {attempt: 0, status: 503, error: undefined},
      {attempt: 1, status: undefined, error: `Cannot reach ${manager.url} (the connection was reset).`},
      {attempt: 2, status: 200, error: undefined},
    ])
  })
})

describe('a request that was refused', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  const refusals: [number, string, new (message: string) => SdkError][] = [
    [404, 'object-not-found', NotFoundError],
    [503, 'server-frozen', UnavailableError],
    [429, 'login-blocked', QuotaError],
  ]
  for (const [status, slug, kind] of refusals) {
    it(`with ${slug} is not sent again`, async () => {
      const manager = await stage.manager()
      manager.reply('GET /x', problem(status, slug, 'No.'), done)

      await rejection(stage.connect(manager).json(GET, anything), kind)

      expect(manager.requestsTo('GET /x')).to.have.length(1)
    })
  }
})

describe('the pause that a manager asks for', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  async function pauseAfter(retryAfter: () => string): Promise<number> {
    const manager = await stage.manager()
    const busy: Reply = (_request, response) => {
      response.writeHead(429, {'retry-after': retryAfter()})
      response.end()
    }
    manager.reply('POST /x', busy, done)
    await stage.connect(manager, {retries: 1, retryPauseMs: 10}).json(POST, anything)
    const [first, second] = manager.requestsTo('POST /x').map(({at}) => at)
    return (second ?? NaN) - (first ?? NaN)
  }

  it('in seconds is kept', async () => {
    const pauseMs = await pauseAfter(() => '0.2')

    expect(pauseMs).to.be.within(195, 900)
  })

  it('by the clock is kept', async () => {
    // HTTP dates know whole seconds only; at least 200 ms away, which no pause of our own would be here.
    const until = Math.ceil((Date.now() + 200) / 1000) * 1000

    await pauseAfter(() => new Date(until).toUTCString())

    expect(Date.now()).to.be.at.least(until - 5)
  })

  it('is cut short by nobody’s mistake: a date in the past means soon', async () => {
    const pauseMs = await pauseAfter(() => 'Thu, 01 Jan 1970 00:00:00 GMT')

    expect(pauseMs).to.be.within(4, 300)
  })
})
