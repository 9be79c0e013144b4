import {request, type ClientRequest} from 'node:http'
import {expect} from 'chai'
import {authorization} from '../../../src/sdk/transport/signing.js'
import {eventually, TestCluster} from './harness.js'

interface StreamEvent {
  event: string
  data: Record<string, unknown>
}

/** Listens to an event stream until it is closed. */
class Listener {
  readonly events: StreamEvent[] = []
  ended = false
  private text = ''

  private constructor(private readonly sent: ClientRequest) {}

  static open(cluster: TestCluster, who: string, target: string): Promise<Listener> {
    const {host, hostname, port} = new URL(cluster.endpoint)
    const date = new Date().toISOString()
    const parts = {
      method: 'GET',
      target,
      date,
      host,
      contentType: 'application/octet-stream',
      version: 'v9.20250722',
    }
    return new Promise((resolve, reject) => {
      const sent = request({
        hostname,
        port,
        path: target,
        headers: {
          Date: date,
          'X-BackendAI-Version': 'v9.20250722',
          Authorization: authorization(parts, cluster.account(who)),
        },
      })
      const listener = new Listener(sent)
      sent.once('error', reject)
      sent.once('response', (response) => {
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => listener.take(chunk))
        response.on('end', () => (listener.ended = true))
        response.on('error', () => (listener.ended = true))
        resolve(listener)
      })
      sent.end()
    })
  }

  names(sessionName?: string): string[] {
    return this.events
      .filter(({data}) => sessionName === undefined || data['sessionName'] === sessionName)
      .map(({event}) => event)
  }

  close(): void {
    this.sent.destroy()
  }

  private take(chunk: string): void {
    this.text += chunk
    const blocks = this.text.split('\n\n')
    this.text = blocks.pop() ?? ''
    for (const block of blocks) {
      const match = /^event: (\S+)\ndata: (.*)$/.exec(block)
      if (match)
        this.events.push({
          event: match[1] ?? '',
          data: JSON.parse(match[2] ?? '{}') as Record<string, unknown>,
        })
    }
  }
}

describe('server-sent events of the local cluster', () => {
  let cluster: TestCluster

  beforeEach(async () => {
    cluster = await TestCluster.start()
  })
  afterEach(() => cluster.remove())

  it('tells the whole life of a session in order', async () => {
    const listener = await Listener.open(cluster, 'user', '/events/session?sessionName=*&scope=session')
    const {sessionId} = await cluster.create('watched', {type: 'batch', startupCommand: 'exit 4'})

    await cluster.reaches(sessionId, 'TERMINATED')

    await eventually(() => listener.names().includes('session_failure'), 'the last event')
    expect(listener.names()).to.deep.equal([
      'session_pending',
      'session_scheduled',
      'session_preparing',
      'session_prepared',
      'session_creating',
      'session_started',
      'session_terminating',
      'session_terminated',
      'session_failure',
    ])
    expect(listener.events.at(-1)?.data).to.deep.equal({
      reason: 'task-failed',
      sessionName: 'watched',
      ownerAccessKey: cluster.account('user').accessKey,
      sessionId,
      exitCode: 4,
    })
    listener.close()
  })

  it('tells about kernels with their place in the cluster', async () => {
    const listener = await Listener.open(cluster, 'user', '/events/session?scope=kernel')
    const {sessionId} = await cluster.create('pair', {clusterSize: 2})

    await cluster.reaches(sessionId, 'RUNNING')

    await eventually(
      () => listener.names().filter((name) => name === 'kernel_started').length === 2,
      'both kernels',
    )
    const started = listener.events.filter(({event}) => event === 'kernel_started')
    expect(started.map(({data}) => [data['clusterRole'], data['clusterIdx']])).to.deep.equal([
      ['main', 1],
      ['sub', 1],
    ])
    expect(listener.names().every((name) => name.startsWith('kernel_'))).to.equal(true)
    listener.close()
  })

  it('narrows by the name of a session', async () => {
    const {sessionId} = await cluster.create('wanted')
    const listener = await Listener.open(cluster, 'user', '/events/session?sessionName=wanted')
    await cluster.reaches((await cluster.create('other'))['sessionId'], 'RUNNING')

    await cluster.call('user', `DELETE /session/${String(sessionId)}`)

    await eventually(() => listener.names().includes('session_terminated'), 'the end')
    expect(listener.names('other')).to.deep.equal([])
    listener.close()
  })

  it('keeps sessions of others from users, and none from superadmins', async () => {
    const user = await Listener.open(cluster, 'user', '/events/session')
    const admin = await Listener.open(cluster, 'admin', '/events/session')
    const {sessionId} = await cluster.create('theirs', {}, 'user2')
    await cluster.reaches(sessionId, 'RUNNING')

    const mine = await cluster.create('mine')

    await cluster.reaches(mine['sessionId'], 'RUNNING')
    await eventually(() => user.names('mine').includes('session_started'), 'own events')
    expect(user.names('theirs')).to.deep.equal([])
    expect(admin.names('theirs')).to.include('session_started')
    user.close()
    admin.close()
  })

  it('ends the stream of a background task that nobody knows', async () => {
    const listener = await Listener.open(
      cluster,
      'user',
      '/events/background-task?taskId=11111111-0000-4000-8000-000000000001',
    )

    await eventually(() => listener.ended, 'the end of the stream')

    expect(listener.events).to.deep.equal([{event: 'server_close', data: {}}])
  })
})
