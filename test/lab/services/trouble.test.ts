import {expect} from 'chai'
import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises'
import {once} from 'node:events'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Conversation} from '../../support/conversation.js'
import {labSite, labUp, node, onNode, Operator, sh, until} from '../support/lab.js'

interface Row {
  service: string
  host: string
  state: string
  code: string | null
}

describe('services in trouble', function () {
  this.timeout(60_000)
  let admin: Operator
  let folder: string

  before(async function () {
    this.timeout(900_000)
    await labUp()
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bai-lab-'))
  })

  afterEach(async () => {
    await admin.remove()
    await rm(folder, {recursive: true, force: true})
  })

  /** A PATH with only these programs of the system's. */
  const pathWith = async (...programs: string[]): Promise<string> => {
    await mkdir(join(folder, 'bin'), {recursive: true})
    for (const program of programs) await symlink(`/usr/bin/${program}`, join(folder, 'bin', program))
    return join(folder, 'bin')
  }

  it('answers for 20 hosts in little more than the slowest takes, and a silent one costs only its row', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const {port} = silent.address() as {port: number}
    const names = Array.from({length: 20}, (_, index) => `node${index + 1}`)
    const hosts = {
      ...Object.fromEntries(names.map((name) => [name, node(name)])),
      silent: {...node('127.0.0.1'), port},
      refusing: {...node('127.0.0.1'), port: 1},
    }
    admin = await Operator.create({hosts, services: {agent: {hosts: Object.keys(hosts)}}})

    const one = Date.now()
    await admin.ops(['status', 'agent', '-H', 'node1'])
    const all = Date.now()
    const {stdout, exitCode} = await admin.ops(['status', 'agent', '--json', '--timeout', '6s'])
    const took = Date.now() - all
    silent.close()

    const rows = JSON.parse(stdout) as Row[]
    expect(rows.filter(({state}) => state === 'running')).to.have.length(20)
    expect(rows.filter(({code}) => code === 'UNREACHABLE').map(({host}) => host)).to.deep.equal([
      'silent',
      'refusing',
    ])
    expect(exitCode).to.equal(9)
    // The silent one takes its whole time; the others must not add theirs.
    expect(took).to.be.lessThan(6000 + 2000 + (all - one))
  })

  it('tells why a unit does not start, in its own words', async () => {
    admin = await Operator.create()
    await onNode('touch /run/lab-fail-webserver')

    const {exitCode, stderr, stdout} = await admin.ops(['restart', 'webserver'])
    await onNode('rm /run/lab-fail-webserver; systemctl reset-failed backendai-webserver')
    await admin.ops(['start', 'webserver'])

    expect(exitCode).to.equal(1)
    expect(stderr).to.include('ConnectionRefusedError').and.to.include('bai ops logs webserver')
    expect(stdout).to.include('failed')
  })

  it('does not try what needs a service that failed', async () => {
    admin = await Operator.create()
    await onNode('touch /run/lab-fail-manager')

    const {exitCode, stdout} = await admin.ops(['restart', 'manager', 'webserver', '--json'])
    await onNode('rm /run/lab-fail-manager; systemctl reset-failed backendai-manager')
    await admin.ops(['start', 'manager'])

    expect(exitCode).to.equal(1)
    const outcomes = (JSON.parse(stdout) as {outcome: string}[]).map(({outcome}) => outcome)
    expect(outcomes).to.deep.equal(['failed', 'skipped'])
  })

  it('waits for a unit that needs 20 s until it answers', async () => {
    admin = await Operator.create()
    await onNode('echo 20 >/run/lab-slow-manager')

    const startedAt = Date.now()
    const {exitCode} = await admin.ops(['restart', 'manager'])
    const took = Date.now() - startedAt
    await onNode('rm /run/lab-slow-manager')

    expect(exitCode).to.equal(0)
    expect(took).to.be.greaterThan(19_000)
  })

  it('ends with 3 when the time is up before it answers', async () => {
    admin = await Operator.create()
    await onNode('echo 600 >/run/lab-slow-manager')

    const {exitCode, stderr} = await admin.ops(['restart', 'manager', '--timeout', '3s'])
    await onNode('rm /run/lab-slow-manager')
    await admin.ops(['restart', 'manager'])

    expect(exitCode).to.equal(3)
    expect(stderr).to.include('--timeout')
  })

  it('ends with 5 when the compose file is missing', async () => {
    admin = await Operator.create(labSite({compose: {folder: '/nowhere', project: 'none'}}))

    const {exitCode, stderr} = await admin.ops(['start', 'redis'])

    expect(exitCode).to.equal(5)
    expect(stderr).to.include('/nowhere/docker-compose.hs.redis.yaml').and.to.include('ops config init')
  })

  it('ends with 9 when Docker is not running', async () => {
    admin = await Operator.create()

    const {exitCode, stderr} = await admin.ops(['start', 'redis'], {
      DOCKER_HOST: `unix://${folder}/none.sock`,
    })

    expect(exitCode).to.equal(9)
    expect(stderr).to.include('Cannot connect to the Docker daemon')
  })

  it('ends with 5 when there is no compose', async () => {
    admin = await Operator.create()
    const bin = await pathWith('env', 'sh', 'test')
    await writeFile(
      join(bin, 'docker'),
      `#!/bin/sh\n[ "$1" = compose ] && exit 125\nexec $(PATH=/usr/local/bin:/usr/bin command -v docker) "$@"\n`,
      {mode: 0o755},
    )

    const {exitCode, stderr} = await admin.ops(['restart', 'redis'], {PATH: bin})

    expect(exitCode).to.equal(5)
    expect(stderr).to.include('docker-compose')
  })

  for (const account of ['operator1', 'operator2']) {
    it(`ends with 6 when sudo wants a password (${account}), and nothing hangs`, async () => {
      admin = await Operator.create({hosts: {it: node(account)}})

      const {exitCode, stderr} = await admin.ops(['restart', 'manager'])

      expect(exitCode).to.equal(6)
      expect(stderr).to.include('a password is required').and.to.include('NOPASSWD')
      expect((await admin.ops(['status', 'manager'])).exitCode).to.equal(0)
    })
  }

  it('ends with 9 where systemd does not run', async () => {
    admin = await Operator.create({hosts: {main: 'local'}})

    const {exitCode, stderr} = await admin.ops(['restart', 'manager'])

    expect(exitCode).to.equal(9)
    expect(stderr).to.include('systemd')
  })

  it('tells a watching program what changes, and nothing else', async () => {
    admin = await Operator.create()
    const argv = ['ops', 'status', 'wsproxy', '--watch', '--output', 'ndjson']
    const watching = new Conversation(admin.user, argv, {env: admin.env})
    await watching.says('stdout', '"change":"added"')

    await admin.ops(['stop', 'wsproxy', '--keep', '--yes'])
    await watching.says('stdout', '"state":"stopped"')
    await admin.ops(['start', 'wsproxy'])
    await watching.says('stdout', /stopped[^]*"state":"running"/)
    watching.signal('SIGINT')
    const {stdout, exitCode} = await watching.end()

    const changes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as {change: string; state: string})
    expect(exitCode).to.equal(130)
    expect(changes.map(({change}) => change)).to.deep.equal([
      'added',
      ...changes.slice(1).map(() => 'changed'),
    ])
    expect(changes.length).to.be.lessThan(8)
  })

  it('leaves nothing behind when logs of three hosts are followed and Ctrl-C comes', async () => {
    const hosts = {a: node('node1'), b: node('node2'), c: node('lablup')}
    admin = await Operator.create({hosts, services: {manager: {hosts: ['a', 'b', 'c']}}})
    const bai = admin.user.start(['ops', 'logs', 'manager', '--follow', '--tail', '1'], {env: admin.env})
    let seen = ''
    bai.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => bai.once('exit', resolve))
    await until(async () => ['manager@a', 'manager@b', 'manager@c'].every((name) => seen.includes(name)))

    bai.kill('SIGINT')

    expect(await ended).to.equal(130)
    await until(async () => (await onNode("pgrep -f '[j]ournalctl.*-f'")) === '')
    await until(async () => (await sh('sh', '-c', "pgrep -f '[b]ai-ssh-' || true")) === '')
  })

  it('leaves nothing behind on the far side when it is killed outright', async () => {
    admin = await Operator.create()
    const bai = admin.user.start(['ops', 'logs', 'manager', '--follow'], {env: admin.env})
    await until(async () => (await onNode("pgrep -f '[j]ournalctl.*-f'")) !== '')

    bai.kill('SIGKILL')

    await until(async () => (await onNode("pgrep -f '[j]ournalctl.*-f'")) === '')
  })

  it('merges journal and compose logs by time', async () => {
    admin = await Operator.create()

    const {stdout, exitCode} = await admin.ops(['logs', 'manager', 'agent', 'redis', '--tail', '5'])

    expect(exitCode).to.equal(0)
    expect(stdout)
      .to.match(/^manager +\| /m)
      .and.to.match(/^redis +\| /m)
    const times = [...stdout.matchAll(/^(?:manager|agent) +\| (\S+ \S+) /gm)].map(([, time = '']) =>
      time.slice(0, 19),
    )
    expect(times).to.deep.equal(times.toSorted())
  })
})
