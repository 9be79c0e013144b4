import {readdir, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'chai'
import {downCluster, type UpResult} from '../../../src/local/index.js'
import {readServerFile} from '../../../src/local/control/server-file.js'
import {
  call,
  eventually,
  processesWith,
  temporaryFolder,
  TestCluster,
  type Json,
  upQuickly,
} from './harness.js'

/** A manager in a process of its own, which can be killed. */
class BackgroundCluster {
  private constructor(
    readonly folder: string,
    public up: UpResult,
  ) {}

  static async start(): Promise<BackgroundCluster> {
    const folder = await temporaryFolder()
    return new BackgroundCluster(folder, await upQuickly({folder, port: 0}))
  }

  async call(line: string, body?: unknown): Promise<Json> {
    const answer = await call(
      this.up.endpoint,
      this.up.accounts['user'],
      line,
      body === undefined ? {} : {body},
    )
    if (answer.status >= 400) throw new Error(`${line}: ${answer.status} ${answer.text}`)
    return answer.json as Json
  }

  create(name: string, more: Json = {}): Promise<Json> {
    const config = {resources: {cpu: '1', mem: '256m', 'cuda.shares': '0.4'}}
    return this.call('POST /session', {name, image: 'base', enqueueOnly: true, config, ...more})
  }

  /** All sessions by id. */
  async sessions(): Promise<Map<string, Json>> {
    const query =
      '{compute_session_list(limit: 100000, offset: 0) {items {id name status status_info result agent_ids} total_count}}'
    const {data} = await this.call('POST /admin/gql', {query})
    const {items} = (data as {compute_session_list: {items: Json[]}}).compute_session_list
    return new Map(items.map((item) => [String(item['id']), item]))
  }

  /** Kills the manager in the middle of whatever it does. */
  async kill(): Promise<void> {
    const server = await readServerFile(this.folder)
    if (!server) throw new Error('no server file')
    process.kill(server.pid, 'SIGKILL')
    await eventually(() => {
      try {
        process.kill(server.pid, 0)
        return false
      } catch {
        return true
      }
    }, 'the manager to be gone')
  }

  async start(): Promise<void> {
    this.up = await upQuickly({folder: this.folder, port: 0})
  }

  async remove(): Promise<void> {
    await downCluster({folder: this.folder})
    await rm(this.folder, {recursive: true, force: true})
  }
}

function processOf(sessionId: unknown): number[] {
  return processesWith(`BACKENDAI_SESSION_ID=${String(sessionId)}`)
}

describe('a manager that is killed', function () {
  this.timeout(60_000)
  let cluster: BackgroundCluster

  beforeEach(async () => {
    cluster = await BackgroundCluster.start()
  })
  afterEach(() => cluster.remove())

  it('has lost no session it acknowledged, and none twice, when it comes up again', async () => {
    const acknowledged = new Map<string, string>()
    let next = 0
    const creators = Array.from({length: 16}, async () => {
      for (;;) {
        const name = `load-${next++}`
        const session = await cluster.create(name).catch(() => undefined)
        if (!session) return
        acknowledged.set(String(session['sessionId']), name)
      }
    })
    await eventually(() => acknowledged.size >= 100, '100 sessions')

    await cluster.kill()
    await Promise.all(creators)
    await cluster.start()

    const found = await cluster.sessions()
    const missing = [...acknowledged.keys()].filter((id) => !found.has(id))
    const names = [...found.values()].map((session) => session['name'])
    expect(missing).to.deep.equal([])
    expect(new Set(names).size).to.equal(names.length)
    const running = [...found.values()].filter((session) => session['status'] === 'RUNNING')
    expect(running.length).to.be.at.most(2)
  })

  it('finds the processes of its sessions again and goes on with them', async () => {
    const {sessionId} = await cluster.create('survivor', {enqueueOnly: false})
    // The shell of the session and what it waits in.
    await eventually(() => processOf(sessionId).length === 2, 'both of its processes')
    const before = processOf(sessionId)

    await cluster.kill()
    const meanwhile = processOf(sessionId)
    await cluster.start()

    expect(meanwhile).to.deep.equal(before)
    expect((await cluster.sessions()).get(String(sessionId))).to.include({status: 'RUNNING'})
    expect(processOf(sessionId)).to.deep.equal(before)
    await cluster.call('DELETE /session/survivor')
    await eventually(() => processOf(sessionId).length === 0, 'its processes to end')
  })

  it('knows the result of a batch session that ended meanwhile', async () => {
    const {sessionId} = await cluster.create('short', {
      type: 'batch',
      startupCommand: 'sleep 0.5; exit 0',
      enqueueOnly: false,
    })

    await cluster.kill()
    await eventually(() => processOf(sessionId).length === 0, 'the command to end')
    await cluster.start()

    await eventually(
      async () => (await cluster.sessions()).get(String(sessionId))?.['status'] === 'TERMINATED',
      'its end',
    )
    expect((await cluster.sessions()).get(String(sessionId))).to.include({
      result: 'SUCCESS',
      status_info: 'task-finished',
    })
  })

  it('says so when the process of a session is gone', async () => {
    const {sessionId} = await cluster.create('lost', {enqueueOnly: false})

    await cluster.kill()
    for (const pid of processOf(sessionId)) process.kill(pid, 'SIGKILL')
    await eventually(() => processOf(sessionId).length === 0, 'its processes to end')
    await cluster.start()

    await eventually(
      async () => (await cluster.sessions()).get(String(sessionId))?.['status'] === 'TERMINATED',
      'its end',
    )
    expect((await cluster.sessions()).get(String(sessionId))).to.include({
      status_info: 'lost-while-manager-was-down',
    })
  })

  it('notices the end of a session that it took up again', async () => {
    const {sessionId} = await cluster.create('job', {
      type: 'batch',
      startupCommand: 'while [ ! -f go ]; do sleep 0.05; done; exit 7',
      enqueueOnly: false,
    })
    await cluster.kill()
    await cluster.start()
    const folder = join(cluster.folder, 'sessions', String(sessionId))
    const [kernel = ''] = await readdir(folder)

    await writeFile(join(folder, kernel, 'work', 'go'), '')

    await eventually(
      async () => (await cluster.sessions()).get(String(sessionId))?.['status'] === 'TERMINATED',
      'its end',
    )
    expect((await cluster.sessions()).get(String(sessionId))).to.include({
      result: 'FAILURE',
      status_info: 'task-failed',
    })
  })
})

describe('a manager that is stopped', () => {
  it('ends its sessions and keeps the queue', async () => {
    const cluster = await TestCluster.start()
    try {
      const gpu = {config: {resources: {cpu: '1', mem: '256m', 'cuda.shares': '1'}}}
      const running = await cluster.create('running', gpu)
      await cluster.reaches(running['sessionId'], 'RUNNING')
      const waiting = await cluster.create('waiting', gpu)

      await cluster.restart({sessions: 'end'})

      expect(processOf(running['sessionId'])).to.deep.equal([])
      expect(await cluster.session(running['sessionId'])).to.include({
        status: 'TERMINATED',
        status_info: 'local-cluster-stopped',
      })
      await cluster.reaches(waiting['sessionId'], 'RUNNING')
    } finally {
      await cluster.remove()
    }
  })

  it('keeps accounts, images and settings', async () => {
    const cluster = await TestCluster.start()
    try {
      const before = cluster.account('user')
      const imagesBefore = await cluster.query('user', '{images{id name}}')
      await cluster.call('admin', 'POST /config/set', {body: {key: 'config/x', value: {a: '1'}}})

      await cluster.restart({sessions: 'end'})

      const {json} = await cluster.call('admin', 'POST /config/get', {body: {key: 'config/x/a'}})
      expect(cluster.account('user')).to.deep.equal(before)
      expect(await cluster.query('user', '{images{id name}}')).to.deep.equal(imagesBefore)
      expect(json).to.deep.equal({result: '1'})
    } finally {
      await cluster.remove()
    }
  })

  it('gives its GPUs the shares that an administrator set meanwhile', async () => {
    const cluster = await TestCluster.start()
    try {
      const key = 'config/plugins/accelerator/cuda'
      await cluster.call('admin', 'POST /config/set', {
        body: {key, value: {unit_mem: '10g', quantum_size: '0.1'}},
      })

      await cluster.restart({sessions: 'end'})

      const agents = (await cluster.query('admin', '{agents{available_slots}}')) as {agents: Json[]}
      const groups = (await cluster.query('admin', '{scaling_groups{accelerator_quantum_size}}')) as unknown
      expect(JSON.parse(String(agents.agents[0]?.['available_slots']))).to.include({'cuda.shares': '3.2'})
      expect(groups).to.deep.equal({scaling_groups: [{accelerator_quantum_size: 0.1}]})
    } finally {
      await cluster.remove()
    }
  })
})
