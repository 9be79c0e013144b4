import {readFile, rm, stat, writeFile} from 'node:fs/promises'
import {createServer, type Server} from 'node:net'
import {join} from 'node:path'
import {expect} from 'chai'
import {
  BusyError,
  clusterLogs,
  clusterStatus,
  DamagedStateError,
  downCluster,
  NotRunningError,
  planUp,
  resetCluster,
} from '../../../src/local/index.js'
import {readServerFile, writeServerFile} from '../../../src/local/control/server-file.js'
import {call, eventually, processesWith, temporaryFolder, upQuickly} from './harness.js'

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** Takes a port so that nobody else can. */
async function occupy(): Promise<{port: number; server: Server}> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {port: typeof address === 'object' && address ? address.port : 0, server}
}

describe('bringing the local cluster up and down', function () {
  this.timeout(60_000)
  let folder = ''

  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => resetCluster({folder}))

  it('starts in the background, answers when it is said to be up, and is gone after down', async () => {
    const {endpoint, accounts, alreadyRunning} = await upQuickly({folder, port: 0})
    const answer = await call(endpoint, accounts['admin'], 'GET /auth/role')

    const ran = await downCluster({folder})

    expect(alreadyRunning).to.equal(false)
    expect(answer.json).to.include({global_role: 'superadmin'})
    expect(ran).to.equal(true)
    expect(await rejection(call(endpoint, undefined, 'GET /'))).to.have.property('code', 'ECONNREFUSED')
  })

  it('starts one manager however many ask at once', async () => {
    const results = await Promise.all([1, 2, 3].map(() => upQuickly({folder, port: 0})))

    expect(new Set(results.map(({endpoint}) => endpoint)).size).to.equal(1)
    expect(results.filter(({alreadyRunning}) => !alreadyRunning)).to.have.lengthOf(1)
  })

  it('changes only what is said of its machines, and refuses to change what runs', async () => {
    await upQuickly({folder, port: 0, topology: {agents: 2, gpus: 2}})
    const same = await upQuickly({folder, topology: {agents: 2}})
    const refused = await rejection(upQuickly({folder, topology: {agents: 3}}))
    await downCluster({folder})

    const {endpoint, accounts} = await upQuickly({folder, topology: {sharesPerGpu: '2.50'}})

    const query = '{agents(status: "ALIVE") {id available_slots}}'
    const {json} = await call(endpoint, accounts['admin'], 'POST /admin/gql', {body: {query}})
    const {agents} = (json as {data: {agents: {id: string; available_slots: string}[]}}).data
    expect(same.alreadyRunning).to.equal(true)
    expect(refused).to.be.instanceOf(BusyError)
    expect(agents.map(({id}) => id)).to.deep.equal(['i-local-1', 'i-local-2'])
    expect(JSON.parse(agents[0]?.available_slots ?? '{}')).to.include({cpu: '8', 'cuda.shares': '5'})
  })

  it('says what it would start without starting it', async () => {
    const plan = await planUp({folder, topology: {gpus: 3}})

    expect(plan).to.deep.include({action: 'start', folder, ports: [8095, 0]})
    expect(plan.topology).to.include({agents: 1, gpus: 3})
    expect((await clusterStatus(folder)).status).to.equal('absent')
  })

  it('comes back at the same address', async () => {
    const first = await upQuickly({folder, port: 0})
    await downCluster({folder})

    const second = await upQuickly({folder})

    expect(second.endpoint).to.equal(first.endpoint)
    expect(second.accounts).to.deep.equal(first.accounts)
  })

  it('refuses a port that is taken when exactly that one is asked for', async () => {
    const {port, server} = await occupy()

    const error = await rejection(upQuickly({folder, port}))

    server.close()
    expect(error).to.be.instanceOf(BusyError)
    expect(error).to.have.property('message', `Port ${port} of this machine is in use.`)
  })

  it('takes a free port when its own is taken and none was asked for', async () => {
    const {endpoint: first} = await upQuickly({folder, port: 0})
    await downCluster({folder})
    const port = Number(new URL(first).port)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))

    const {endpoint} = await upQuickly({folder})

    server.close()
    expect(endpoint).to.not.equal(first)
  })

  it('is not fooled by the number of a process that is another one by now', async () => {
    const {endpoint} = await upQuickly({folder, port: 0})
    await downCluster({folder})
    const server = await readServerFile(folder)
    if (!server) throw new Error('no server file')
    await writeServerFile(folder, {...server, pid: process.pid})

    const status = await clusterStatus(folder)

    expect(status).to.include({status: 'stopped', pid: null})
    expect(endpoint).to.match(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('tells what runs and since when', async () => {
    const absent = await clusterStatus(folder)
    const {endpoint} = await upQuickly({folder, port: 0})
    const running = await clusterStatus(folder)
    await downCluster({folder})
    const stopped = await clusterStatus(folder)

    expect(absent.status).to.equal('absent')
    expect(running).to.include({status: 'running', endpoint, version: '26.8.3+local'})
    expect(stopped).to.include({status: 'stopped', endpoint: null})
    expect(Object.keys(stopped.accounts)).to.deep.equal(['admin', 'user', 'user2'])
  })

  it('removes everything on reset, processes as well', async () => {
    const {endpoint, accounts} = await upQuickly({folder, port: 0})
    const body = {name: 'left', image: 'base', config: {resources: {cpu: '1', mem: '256m'}}}
    await call(endpoint, accounts['user'], 'POST /session', {body})
    const server = await readServerFile(folder)
    process.kill(server?.pid ?? 0, 'SIGKILL')
    await eventually(async () => (await clusterStatus(folder)).status === 'stopped', 'the manager to be gone')
    const orphans = processesWith(folder)

    await resetCluster({folder})

    expect(orphans).to.not.deep.equal([])
    expect(processesWith(folder)).to.deep.equal([])
    expect(await rejection(stat(folder))).to.have.property('code', 'ENOENT')
  })

  it('does not start on a damaged state, and says which file it is', async () => {
    await upQuickly({folder, port: 0})
    await downCluster({folder})
    const journal = join(folder, 'state', 'journal-0.ndjson')
    const text = await readFile(journal, 'utf8')
    await writeFile(journal, text.replace('{"table"', 'rubbish'))

    const error = await rejection(upQuickly({folder, port: 0}))

    expect(error).to.be.instanceOf(DamagedStateError)
    expect(String(error)).to.include(journal)
  })

  it('takes over from a bai that died while it was starting the cluster', async () => {
    await writeFile(join(folder, 'control.lock'), JSON.stringify({pid: 2 ** 22 - 3, startedAt: '1'}))

    const {alreadyRunning} = await upQuickly({folder, port: 0})

    expect(alreadyRunning).to.equal(false)
  })

  it('does nothing when there is nothing to stop', async () => {
    expect(await downCluster({folder})).to.equal(false)
  })

  it('shows the last lines of its log', async () => {
    await upQuickly({folder, port: 0})
    await downCluster({folder})

    const lines: string[] = []
    for await (const line of clusterLogs({folder, tail: 1})) lines.push(line)

    expect(lines).to.have.lengthOf(1)
    expect(lines[0]).to.include('stopping on SIGTERM')
  })

  it('has no log where there never was a cluster', async () => {
    await rm(folder, {recursive: true})

    const error = await rejection(clusterLogs({folder}).next())

    expect(error).to.be.instanceOf(NotRunningError)
  })
})
