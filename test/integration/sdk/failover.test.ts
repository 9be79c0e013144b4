import {expect} from 'chai'
import {z} from 'zod'
import {ManagerError, UnreachableError} from '../../../src/sdk/errors.js'
import {problem, reset} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const GET = {method: 'GET', path: '/x'} as const
const POST = {method: 'POST', path: '/x', body: {}} as const

describe('a client of several managers', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  it('goes on to the next one when the first cannot be connected to', async () => {
    const [away, here] = [await stage.manager(), await stage.manager()]
    here.reply('POST /x', {json: {}})
    const transport = stage.connect([away, here], {retries: 0})
    await away.stop()

    await transport.json(POST, anything)

    expect(here.requestsTo('POST /x')).to.have.length(1)
    expect(transport.endpoint).to.equal(here.url)
  })

  it('stays with the one that answered', async () => {
    const [away, here] = [await stage.manager(), await stage.manager()]
    here.reply('GET /x', {json: {}})
    const transport = stage.connect([away, here], {retries: 0})
    const port = away.port
    await away.stop()
    await transport.json(GET, anything)
    const back = await stage.server({port})

    await transport.json(GET, anything)

    expect(back.requests).to.have.length(0)
  })

  it('returns to the first when the second goes away', async () => {
    const [first, second] = [await stage.manager(), await stage.manager()]
    first.reply('GET /x', {json: {from: 'first'}})
    const port = first.port
    const transport = stage.connect([first, second], {retries: 0})
    await first.stop()
    await transport.handshake()
    await second.stop()
    const back = await stage.server({port})
    back.reply('GET /x', {json: {from: 'first again'}})

    const answer = await transport.json(GET, anything)

    expect(answer).to.deep.equal({from: 'first again'})
  })

  for (const status of [400, 401, 404, 500, 503]) {
    it(`does not go on when the first answers ${status}`, async () => {
      const [first, second] = [await stage.manager(), await stage.manager()]
      first.reply('GET /x', problem(status, 'any', 'Any.'))
      const transport = stage.connect([first, second], {retries: 0})

      const error = await rejection(transport.json(GET, anything), Error)

      expect(error).to.include({status})
      expect(second.requests).to.have.length(0)
    })
  }

  it('sends what changes something to one manager only once it was sent', async () => {
    const [first, second] = [await stage.manager(), await stage.manager()]
    first.reply('POST /x', reset)
    second.reply('POST /x', {json: {}})
    const transport = stage.connect([first, second])

    await rejection(transport.json(POST, anything), UnreachableError)

    expect(first.requestsTo('POST /x')).to.have.length(1)
    expect(second.requests).to.have.length(0)
  })

  it('goes on with what changes nothing when the first cuts the connection', async () => {
    const [first, second] = [await stage.manager(), await stage.manager()]
    first.reply('GET /x', reset)
    second.reply('GET /x', {json: {}})
    const transport = stage.connect([first, second], {retries: 0})

    await transport.json(GET, anything)

    expect(transport.endpoint).to.equal(second.url)
  })

  it('tries each once, and then says of the last that it cannot be reached', async () => {
    const servers = [await stage.manager(), await stage.manager()] as const
    const tried: string[] = []
    const trace = ({url}: {url: string}) => void tried.push(url)
    const transport = stage.connect(servers, {retries: 0, trace})
    for (const server of servers) await server.stop()

    const error = await rejection(transport.json(GET, anything), UnreachableError)

    expect(tried).to.deep.equal([`${servers[0].url}/`, `${servers[1].url}/`])
    expect(error.message).to.include(servers[1].url)
  })

  it('answers a failure of the manager behind a base path as it is', async () => {
    const manager = await stage.server()
    manager.reply('GET /base/', problem(500, 'internal-server-error', 'Internal server error.'))
    const transport = stage.client({endpoint: `${manager.url}/base/`, retries: 0})

    await rejection(transport.json(GET, anything), ManagerError)
  })

  it('without any address says so', async () => {
    const transport = stage.client({endpoint: ''})

    const error = await rejection(transport.json(GET, anything), UnreachableError)

    expect(error.message).to.equal('No manager address is set.')
  })
})
