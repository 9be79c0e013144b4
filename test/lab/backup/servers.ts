import {spawn, spawnSync, type ChildProcess} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {chown, mkdir, readdir} from 'node:fs/promises'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A throw-away server of the tests. */
export interface TestServer {
  port: number
  dir: string
  stop(): Promise<void>
}

/** A free TCP port on loopback. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

/** Starts an etcd of its own. */
export async function startEtcd(extra: readonly string[] = []): Promise<TestServer & {endpoint: string}> {
  const dir = mkdtempSync(join(tmpdir(), 'bai-etcd-'))
  const [port, peer] = [await freePort(), await freePort()]
  const endpoint = `http://127.0.0.1:${port}`
  const child = spawn(
    'etcd',
    [
      ['--name', 't', '--data-dir', join(dir, 'data'), '--listen-client-urls', endpoint],
      ['--advertise-client-urls', endpoint, '--listen-peer-urls', `http://127.0.0.1:${peer}`],
      ['--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
      ['--initial-cluster', `t=http://127.0.0.1:${peer}`, ...extra],
    ].flat(),
    {stdio: 'ignore'},
  )
  await until(async () => (await fetch(`${endpoint}/health`)).ok, 'etcd')
  return {endpoint, port, dir, stop: () => end(child, dir)}
}

/** Where Debian keeps the PostgreSQL programs; undefined without them. */
export async function postgresPrograms(): Promise<string | undefined> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => [])
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? undefined : `/usr/lib/postgresql/${newest}/bin`
}

/** Starts a PostgreSQL of its own, with a password, as the user `postgres` when the tests run as root. */
export async function startPostgres(password: string): Promise<TestServer> {
  const bin = await postgresPrograms()
  if (bin === undefined) throw new Error('no PostgreSQL programs')
  const dir = mkdtempSync(join(tmpdir(), 'bai-pg-'))
  const port = await freePort()
  const asUser =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : []
  if (asUser.length > 0) await chown(dir, idOf('-u'), idOf('-g'))
  await mkdir(join(dir, 'run'))
  if (asUser.length > 0) await chown(join(dir, 'run'), idOf('-u'), idOf('-g'))
  const data = join(dir, 'data')
  runOrThrow(
    [
      ...asUser,
      'bash',
      '-c',
      `${bin}/initdb -D "${data}" -U postgres -A scram-sha-256 --pwfile=<(printf %s "$PW")`,
    ],
    {PW: password},
  )
  const [program = '', ...args] = [...asUser, `${bin}/postgres`, '-D', data, '-p', String(port)]
  const child = spawn(
    program,
    [
      ...args,
      '-c',
      'listen_addresses=127.0.0.1',
      '-k',
      join(dir, 'run'),
      '-c',
      'fsync=off',
      '-c',
      'shared_buffers=128MB',
    ],
    {stdio: 'ignore', cwd: dir},
  )
  await until(
    async () => spawnSync(`${bin}/pg_isready`, ['-h', '127.0.0.1', '-p', String(port)]).status === 0,
    'postgres',
  )
  return {port, dir, stop: () => end(child, dir, 'SIGINT')}
}

function idOf(flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, 'postgres'], {encoding: 'utf8'}).stdout)
}

function runOrThrow(command: readonly string[], env: Record<string, string>): void {
  const [program = '', ...args] = command
  const {status, stderr} = spawnSync(program, args, {encoding: 'utf8', env: {...process.env, ...env}})
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
}

async function until(isReady: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    if (await isReady().catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${what} did not start`)
}

async function end(child: ChildProcess, dir: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  rmSync(dir, {recursive: true, force: true})
}
