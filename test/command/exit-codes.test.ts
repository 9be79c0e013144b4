import {expect} from 'chai'
import {mkdtemp, realpath, rm} from 'node:fs/promises'
import {createServer} from 'node:net'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {startCluster, type RunningCluster} from '../../src/local/index.js'
import {BaiUser, finished, type BaiResult} from '../support/bai.js'

/** The process status of every way to fail, through the real command and a real server. */
describe('the exit status', function () {
  this.timeout(60_000)
  let folder: string
  let cluster: RunningCluster
  let user: BaiUser
  let env: Record<string, string>

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'bai-exit-')))
    cluster = await startCluster({folder})
    const account = cluster.accounts['user']
    if (!account) throw new Error('The cluster has no user.')
    env = {
      BAI_ENDPOINT: cluster.endpoint,
      BAI_ACCESS_KEY: account.accessKey,
      BAI_SECRET_KEY: account.secretKey,
    }
  })

  after(async () => {
    await cluster.stop()
    await rm(folder, {recursive: true, force: true})
  })

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(async () => {
    await run(['session', 'list', '-q'])
      .then(({stdout}) =>
        user.run(['session', 'rm', '-', '--yes', '--force', '--wait'], {env, stdin: stdout}),
      )
      .finally(() => user.remove())
  })

  const run = (argv: readonly string[], more: Record<string, string> = {}): Promise<BaiResult> =>
    user.run(argv, {env: {...env, ...more}})

  it('is 0 when all went well, and ids alone are on stdout with -q', async () => {
    const {exitCode, stdout} = await run(['session', 'create', 'base', '-n', '2', '-q'])

    expect(exitCode).to.equal(0)
    expect(stdout.trim().split('\n')).to.have.length(2)
    expect(stdout).to.match(/^([0-9a-f-]{36}\n){2}$/)
  })

  it('is 1 when the manager refuses a request as wrong', async () => {
    const {exitCode, stderr} = await run(['session', 'create', 'base', '-r', 'no.such-slot=1'])

    expect(exitCode).to.equal(1)
    expect(stderr).to.include('no.such-slot')
  })

  it('is 2 for a wrong flag, and one small JSON document with --json', async () => {
    const {exitCode, stdout} = await run(['session', 'list', '--no-such-flag', '--json'])

    expect(exitCode).to.equal(2)
    expect(stdout.length).to.be.below(1000)
    expect(errorOf(stdout)).to.include({code: 'USAGE', exit: 2})
  })

  it('is 3 when the time of a wait is up, with what there is on stdout', async () => {
    const create = ['session', 'create', 'base', '--gpu', '0.4', '-n', '3', '-W', '--timeout', '3s', '--json']
    const {exitCode, stdout} = await run(create)

    const statuses = (JSON.parse(stdout) as {status: string}[]).map(({status}) => status)
    expect(exitCode).to.equal(3)
    expect(statuses.sort()).to.deep.equal(['PENDING', 'RUNNING', 'RUNNING'])
  })

  it('is 4 for the beginning of several names, which are listed', async () => {
    await run(['session', 'create', 'base', '-n', '2', '-N', 'twin'])

    const {exitCode, stderr} = await run(['session', 'get', 'twin'])

    expect(exitCode).to.equal(4)
    expect(stderr).to.include('twin-1').and.to.include('twin-2')
  })

  it('is 5 for a session that does not exist', async () => {
    const {exitCode, stdout} = await run(['session', 'get', 'nobody', '--json'])

    expect(exitCode).to.equal(5)
    expect(errorOf(stdout)).to.include({code: 'NOT_FOUND', exit: 5})
  })

  it('is 6 for a key that the manager does not know', async () => {
    const {exitCode, stderr} = await run(['session', 'list'], {BAI_ACCESS_KEY: 'AKIANOBODY0000000000'})

    expect(exitCode).to.equal(6)
    expect(stderr).to.include('Set BAI_ACCESS_KEY and BAI_SECRET_KEY right')
  })

  it('is 7 for a name that is taken', async () => {
    await run(['session', 'create', 'base', '-N', 'taken'])

    const {exitCode, stderr} = await run(['session', 'create', 'base', '-N', 'taken'])

    expect(exitCode).to.equal(7)
    expect(stderr).to.include('"taken"')
  })

  it('is 8 when a waited-for session fails', async () => {
    await run(['session', 'create', 'base', '-N', 'fails', '--', 'exit 3'])

    const {exitCode, stderr} = await run(['session', 'wait', 'fails', '--for', 'done', '--timeout', '30s'])

    expect(exitCode).to.equal(8)
    expect(stderr).to.include('task-failed')
  })

  it('is 9 when no manager listens, whatever the command, and still JSON', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`

    const {exitCode, stdout} = await run(['session', 'list', '--json'], {BAI_ENDPOINT: endpoint})

    expect(exitCode).to.equal(9)
    expect(errorOf(stdout)).to.include({code: 'UNREACHABLE', exit: 9})
  })

  it('is 10 for what this manager release cannot do, and says which can', async () => {
    await run(['session', 'create', 'base', '-N', 'again'])

    const {exitCode, stderr} = await run(['session', 'restart', 'again'])

    expect(exitCode).to.equal(10)
    expect(stderr).to.include('26.4.4')
  })

  it('is 12 for a selection to end without --yes where nobody can be asked, and nothing has ended', async () => {
    await run(['session', 'create', 'base', '-n', '2', '-N', 'keep'])

    const {exitCode} = await run(['session', 'rm', '--array', 'keep'])

    const {stdout} = await run(['session', 'list', '-q'])
    expect(exitCode).to.equal(12)
    expect(stdout.trim().split('\n')).to.have.length(2)
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`is 130 after ${signal} during a wait, and what was created is named with its id`, async () => {
      const create = ['session', 'create', 'base', '--gpu', '0.9', '-n', '2', '-N', 'left', '-W']
      const child = user.start(create, {env})
      const told = new Promise<void>((resolve) => {
        let seen = ''
        child.stderr.on('data', (text: Buffer) => {
          seen += text.toString()
          if (/left-2: PENDING/.test(seen)) resolve()
        })
      })

      await told
      child.kill(signal)
      const {exitCode, stderr} = await finished(child)

      expect(exitCode).to.equal(130)
      expect(stderr)
        .to.match(/left-1 {2}[0-9a-f-]{36}/)
        .and.to.match(/left-2 {2}[0-9a-f-]{36}/)
    })
  }
})

function errorOf(stdout: string): Record<string, unknown> {
  return (JSON.parse(stdout) as {error: Record<string, unknown>}).error
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
