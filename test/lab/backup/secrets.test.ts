import {expect} from 'chai'
import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process'
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {labUp, LAB, onNode, sh, type Operator} from '../support/lab.js'
import {Installation} from './installation.js'
import {startEtcd, type TestServer} from './servers.js'

const RESTORE = ['restore', 'db', 'latest', '--yes', '--no-services']
const ETCD_PASSWORD = 'etcd-Passw0rd'

describe('secrets while backups are made and restored', function () {
  this.timeout(300_000)
  let site: Installation
  let far: Operator
  let etcd: TestServer & {endpoint: string}

  before(async () => {
    await labUp()
    site = await Installation.create()
    far = await site.farOperator()
    etcd = await startEtcd(['--logger', 'zap', '--log-level', 'debug'])
    await etcd.inside('etcdctl', 'put', '/sorna/local/manager/status', 'running')
    await etcd.inside('etcdctl', 'user', 'add', `root:${ETCD_PASSWORD}`)
    await etcd.inside('etcdctl', 'auth', 'enable')
    // Every statement, however it is logged.
    for (const setting of ["log_statement = 'all'", 'log_min_duration_statement = 0'])
      await site.sql(`ALTER SYSTEM SET ${setting};`)
    await site.sql('SELECT pg_reload_conf();')
  })
  after(async () => Promise.all([site.remove(), far.remove(), etcd.stop()]))

  it('stand in no arguments, output, manifest or log, whoever looks', async () => {
    const {flags, env} = site.overTcp
    const typed = {...env, BAI_BACKUP_PASSPHRASE: 'pass-Phrase-of-backups', BAI_ETCD_PASSWORD: ETCD_PASSWORD}
    const hash = await site.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'alice';")
    const secrets = [...Object.values(typed), 'alice-secret', hash]
    const toEtcd = ['--endpoint', etcd.endpoint, '--etcd-user', 'root']
    const before = logSizes()
    const since = Math.floor(Date.now() / 1000)
    // Docker itself remembers no more than its last 256 events.
    const events = spawn('docker', ['events', '--filter', `container=${site.database.container}`])
    const told = textOf(events)
    const seen = watchArguments(secrets)
    const run = (argv: string[], who = site.operator) => who.ops([...argv, '--debug'], typed)

    const results = [
      await run(['backup', 'all', '--encrypt', ...flags, ...toEtcd]),
      await run(['backup', 'verify', 'latest', '--scratch', ...flags, ...toEtcd]),
      await run([...RESTORE, ...flags]),
      await run(['restore', 'etcd', 'latest', '--yes', ...toEtcd]),
      await run(['backup', 'db', '--container', site.database.container, '--jobs', '2']),
      await run(['backup', 'db'], far),
      await run(RESTORE, far),
    ]
    const {looks, found} = seen.stop()
    events.kill()
    const written = readdirSync(site.repository, {recursive: true, encoding: 'utf8'})
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(site.repository, name), 'utf8'))
    const logs = {
      database: await logOf(site.database),
      etcd: await logOf(etcd),
      host: await onNode(`journalctl --output cat --since @${since}`),
      docker: told(),
      engine: newLines(before),
    }

    expect(
      results.map(({exitCode}) => exitCode),
      results.map(({stderr}) => stderr).join(''),
    ).to.deep.equal(results.map(() => 0))
    expect(looks).to.be.greaterThan(20)
    expect(found).to.deep.equal([])
    // They do tell what happened: a silent log would hold no secret either.
    expect(logs.database).to.match(/COPY public\.t /)
    expect(logs.etcd).to.include('"level":"debug"')
    expect(logs.host).to.include('Accepted publickey')
    expect(logs.docker).to.include('pg_dumpall')
    for (const [name, text] of Object.entries({
      ...logs,
      results: JSON.stringify(results),
      written: written.join(''),
    }))
      for (const secret of secrets) expect(text.includes(secret), `${secret} in ${name}`).to.equal(false)
  })
})

/** What a program has printed by now. */
function textOf({stdout}: ChildProcessWithoutNullStreams): () => string {
  let text = ''
  stdout.on('data', (piece: Buffer) => (text += piece.toString()))
  return () => text
}

/** What a server has written to its log. */
async function logOf({container}: TestServer): Promise<string> {
  return sh('sh', '-c', 'docker logs "$1" 2>&1', 'sh', container)
}

/** The logs of a Docker engine that can be read here: the lab's own, or the usual ones. */
function engineLogs(): string[] {
  return [join(LAB.dir, 'log', 'dockerd.log'), '/var/log/docker.log'].filter((file) => existsSync(file))
}

function logSizes(): Map<string, number> {
  return new Map(engineLogs().map((file) => [file, statSync(file).size]))
}

/** What was written to them since. */
function newLines(sizes: ReadonlyMap<string, number>): string {
  return [...sizes].map(([file, size]) => readFileSync(file).subarray(size).toString()).join('')
}

/** Looks again and again into the arguments of every process of this machine, containers included. */
function watchArguments(secrets: readonly string[]): {stop: () => {looks: number; found: string[]}} {
  const found: string[] = []
  let looks = 0
  const look = (): void => {
    looks += 1
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        if (secrets.some((secret) => line.includes(secret))) found.push(line)
      } catch {
        // It has ended between the two looks.
      }
    }
  }
  const timer = setInterval(look, 40)
  return {
    stop: () => {
      clearInterval(timer)
      return {looks, found}
    },
  }
}
