import type {ServerResponse} from 'node:http'
import {expect} from 'chai'
import {BackendAI} from '../../../src/sdk/client.js'
import {AbortedError} from '../../../src/sdk/errors.js'
import type {Session} from '../../../src/sdk/schemas/session.js'
import {problem, type HttpServer, type Reply} from '../../support/http-server.js'
import {KEYPAIR, Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const READS = 'POST /admin/gql'
const EVENTS = 'GET /events/session'
const ID = '0b5f8e6e-4c5a-4b8e-9d55-3b1f0e6c9a11'
/** Nobody told, the first look comes 300 ms after the one before (timers may be early by a little). */
const UNTOLD_PAUSE_MS = 290
const OTHER_ID = 'ffffffff-4c5a-4b8e-9d55-3b1f0e6c9a11'

function statusOf(step: IteratorResult<Session[]>): string | undefined {
  return (step.value as Session[] | undefined)?.[0]?.status
}

describe('watching a session', () => {
  const stage = new Stage()
  let manager: HttpServer
  let client: BackendAI
  let status: string
  let eventStreams: ServerResponse[]

  beforeEach(async () => {
    status = 'PENDING'
    eventStreams = []
    manager = await stage.manager()
    manager.reply(READS, (_request, response) => {
      const items = [{session_id: ID, name: 'train', status}]
      response.end(JSON.stringify({data: {compute_session_list: {items, total_count: 1}}}))
    })
    manager.reply(EVENTS, listen)
    client = new BackendAI({endpoint: manager.url, credentials: KEYPAIR, retries: 0})
  })
  afterEach(async () => {
    await client.close()
    await stage.end()
  })

  const listen: Reply = (_request, response) => {
    response.writeHead(200)
    response.write('retry: 0\n\n')
    eventStreams.push(response)
  }

  function tell(id: string): void {
    for (const response of eventStreams)
      response.write(`event: session_started\ndata: {"sessionId": "${id}"}\n\n`)
  }

  function pauseBetweenLooks(): number {
    const [first, second] = manager.requestsTo(READS).map(({at}) => at)
    return (second ?? NaN) - (first ?? NaN)
  }

  it('gives the present state first', async () => {
    const watch = client.watch([ID])

    const first = await watch.next()

    expect(first.value).to.be.an('array').with.nested.property('[0].id', ID)
    expect(statusOf(first)).to.equal('PENDING')
    await watch.return(undefined)
  })

  it('gives the new state as soon as an event tells of it', async () => {
    const watch = client.watch([ID])
    await watch.next()
    await manager.arrival(EVENTS)
    status = 'RUNNING'

    tell(ID)

    expect(statusOf(await watch.next())).to.equal('RUNNING')
    expect(pauseBetweenLooks()).to.be.below(UNTOLD_PAUSE_MS)
    await watch.return(undefined)
  })

  it('gives nothing when nothing changed', async () => {
    const watch = client.watch([ID], {pollMs: 20})
    await watch.next()
    const next = watch.next()
    await manager.arrival(READS, 4)

    status = 'RUNNING'

    expect(statusOf(await next)).to.equal('RUNNING')
    await watch.return(undefined)
  })

  it('does not look sooner for events of other sessions', async () => {
    const watch = client.watch([ID])
    await watch.next()
    await manager.arrival(EVENTS)
    status = 'RUNNING'

    tell(OTHER_ID)

    expect(statusOf(await watch.next())).to.equal('RUNNING')
    expect(pauseBetweenLooks()).to.be.at.least(UNTOLD_PAUSE_MS)
    await watch.return(undefined)
  })

  it('goes on by looking at intervals when the manager gives no events', async () => {
    manager.reply(EVENTS, problem(404, 'url-not-found', 'Unknown URL path.'))
    const watch = client.watch([ID], {pollMs: 20})
    await watch.next()

    status = 'TERMINATED'

    expect(statusOf(await watch.next())).to.equal('TERMINATED')
    await watch.return(undefined)
  })

  it('looks again after the event stream was lost: events may have been missed', async () => {
    const watch = client.watch([ID])
    await watch.next()
    const next = watch.next()
    await manager.arrival(EVENTS)
    status = 'RUNNING'

    for (const response of eventStreams.splice(0)) response.end()

    expect(statusOf(await next)).to.equal('RUNNING')
    expect(manager.requestsTo(EVENTS)).to.have.length(2)
    expect(pauseBetweenLooks()).to.be.below(UNTOLD_PAUSE_MS)
    await watch.return(undefined)
  })

  it('asks for sessions and their containers, of all that the account may see', async () => {
    const watch = client.watch([ID])

    await watch.next()

    const [request] = await manager.arrival(EVENTS)
    expect(request?.target).to.equal('/events/session?scope=*')
    await watch.return(undefined)
  })

  it('is interrupted by the signal, while it waits for a change', async () => {
    const controller = new AbortController()
    const watch = client.watch([ID], {signal: controller.signal})
    await watch.next()
    const next = rejection(watch.next(), AbortedError)

    controller.abort()

    await next
  })

  it('is interrupted by a signal that has fired before', async () => {
    const watch = client.watch([ID], {signal: AbortSignal.abort()})

    await rejection(watch.next(), AbortedError)

    expect(manager.requestsTo(READS)).to.have.length(0)
  })

  it('closes its event stream when the reader stops', async () => {
    const watch = client.watch([ID])
    await watch.next()
    await manager.arrival(EVENTS)
    const closed = Promise.all(
      eventStreams.map((response) => new Promise((resolve) => response.on('close', resolve))),
    )

    await watch.return(undefined)

    await closed
  })

  it('fails when the state cannot be read', async () => {
    manager.reply(READS, problem(403, 'generic-forbidden', 'Forbidden operation.'))

    const error = await rejection(client.watch([ID]).next(), Error)

    expect(error).to.have.property('code', 'NOT_ALLOWED')
  })
})
