import {expect} from 'chai'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {runPythonClient} from '../support/python-client.js'
import {uniqueName, useTarget, type Who} from '../support/target.js'
import {until} from '../support/until.js'
import {leaveOut} from '../support/leave-out.js'

interface Row {
  name: string
  session_id: string
  status: string
}

describe("Contract: the platform's own Python client", function () {
  this.timeout(300_000)
  const target = useTarget()
  const stem = uniqueName('python')
  const names = [1, 2, 3].map((number) => `${stem}-${number}`)
  let user: BaiUser
  let program = ''

  before('needs the client', async function () {
    this.timeout(600_000)
    program = (await target().pythonClient()) ?? leaveOut(this, 'the Python client is not installed')
    user = await BaiUser.create()
  })
  after(async () => {
    await target().reset()
    await user?.remove()
  })

  const client = (argv: readonly string[], who: Who = 'user'): Promise<BaiResult> =>
    runPythonClient(program, argv, {user, endpoint: target().endpoint, account: target().account(who)})
  const rows = async (): Promise<Row[]> => {
    const {stdout} = await client(['--output', 'json', 'session', 'list'])
    return (JSON.parse(stdout) as {items: Row[]}).items.toSorted((a, b) => a.name.localeCompare(b.name))
  }
  const statuses = async (): Promise<string> => (await rows()).map(({status}) => status).join()

  it('creates three sessions of 0.4 GPU: two run, one waits', async () => {
    const created: BaiResult[] = []
    for (const name of names) {
      const slots = ['cpu=1', 'mem=1g', 'cuda.shares=0.4'].flatMap((slot) => ['-r', slot])
      created.push(
        await client(['session', 'create', '-t', name, ...slots, '--enqueue-only', target().image]),
      )
    }

    expect(created.map(({exitCode}) => exitCode)).to.deep.equal([0, 0, 0])
    await until(async () => (await statuses()) === 'RUNNING,RUNNING,PENDING' || undefined, 'two to run')
    expect((await rows()).map(({name}) => name)).to.deep.equal(names)
  })

  it('lists them for people, for their owner and for an administrator', async () => {
    const own = await client(['session', 'list'])
    const all = await client(['admin', 'session', 'list'], 'admin')

    for (const {stdout, exitCode} of [own, all]) {
      expect(exitCode).to.equal(0)
      for (const name of names) expect(stdout).to.include(name)
    }
  })

  it('shows one of them with its slots', async () => {
    const {stdout, exitCode} = await client(['session', 'info', (await rows())[0]?.session_id ?? ''])

    expect(exitCode).to.equal(0)
    expect(stdout)
      .to.match(/Status +RUNNING/)
      .and.to.include('cuda.shares:0.4')
  })

  it('reads the log of one that runs', async () => {
    const {stdout, stderr, exitCode} = await client(['session', 'logs', names[0] ?? ''])

    expect(exitCode).to.equal(0)
    expect(stdout + stderr).to.include('End of logs')
  })

  it('shows the agents to an administrator, with what is taken', async () => {
    const {stdout, exitCode} = await client(['admin', 'agent', 'list'], 'admin')

    expect(exitCode).to.equal(0)
    expect(stdout).to.include('ALIVE').and.to.include('cuda.shares:0.8')
  })

  it('ends one, and the one that waited runs', async () => {
    const {exitCode} = await client(['session', 'destroy', names[0] ?? ''])

    expect(exitCode).to.equal(0)
    await until(async () => (await statuses()) === 'RUNNING,RUNNING' || undefined, 'the third to run')
  })
})
