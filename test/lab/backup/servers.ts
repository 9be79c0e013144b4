import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {fileURLToPath} from 'node:url'
import {until} from '../../support/until.js'

const run = promisify(execFile)
const SCRIPTS = fileURLToPath(new URL('../lab/', import.meta.url))
const PREFIX = process.env['BAI_LAB_PREFIX'] ?? 'bai-lab'

/** A throw-away server of the tests: a container of the lab's own images. */
export interface TestServer {
  /** On loopback. */
  port: number
  container: string
  /** Runs a program inside; its output. */
  inside(...command: string[]): Promise<string>
  stop(): Promise<void>
}

/** Starts an etcd of its own; `extra` arguments and mounted folders as docker takes them. */
export async function startEtcd(
  extra: readonly string[] = [],
  options: {volumes?: readonly string[]; scheme?: 'http' | 'https'} = {},
): Promise<TestServer & {endpoint: string}> {
  const {volumes = [], scheme = 'http'} = options
  const inner = `${scheme}://0.0.0.0:2379`
  const server = await startContainer('etcd', 2379, {
    docker: volumes.flatMap((volume) => ['-v', volume]),
    command: [
      'etcd',
      '--data-dir',
      '/tmp/data',
      '--listen-client-urls',
      inner,
      '--advertise-client-urls',
      inner,
      ...extra,
    ],
  })
  if (scheme === 'http') {
    const health = `http://127.0.0.1:${server.port}/health`
    // A connection that is made before etcd listens may never be answered.
    const isUp = async (): Promise<true | undefined> => {
      const answer = await fetch(health, {signal: AbortSignal.timeout(2000)}).catch(() => undefined)
      return answer?.ok || undefined
    }
    await until(isUp, 'etcd')
  }
  return {...server, endpoint: `${scheme}://127.0.0.1:${server.port}`}
}

/** Starts a PostgreSQL of its own, with a password for TCP. */
export async function startPostgres(password: string): Promise<TestServer> {
  const server = await startContainer('postgres', 5432, {
    docker: ['-e', 'POSTGRES_PASSWORD', '-e', 'POSTGRES_DB=postgres'],
    env: {POSTGRES_PASSWORD: password},
    command: ['postgres', '-c', 'fsync=off', '-c', 'max_connections=64'],
  })
  // While it is being set up it answers on the socket only.
  const isUp = async (): Promise<true | undefined> =>
    server.inside('pg_isready', '-h', '127.0.0.1', '-q').then(
      () => true,
      () => undefined,
    )
  await until(isUp, 'PostgreSQL')
  return server
}

async function startContainer(
  image: 'etcd' | 'postgres',
  port: number,
  what: {docker: readonly string[]; command: readonly string[]; env?: Record<string, string>},
): Promise<TestServer> {
  await run(`${SCRIPTS}images.sh`, [image], {timeout: 600_000, maxBuffer: 1 << 24})
  const words = ['run', '-d', '--label', `bai.lab.prefix=${PREFIX}`, '-p', `127.0.0.1:0:${port}`]
  const {stdout} = await run('docker', [...words, ...what.docker, `${PREFIX}/${image}:1`, ...what.command], {
    env: {...process.env, ...what.env},
  })
  const container = stdout.trim().slice(0, 12)
  const {stdout: published} = await run('docker', ['port', container, `${port}/tcp`])
  return {
    port: Number(/:(\d+)$/m.exec(published)?.[1]),
    container,
    inside: async (...command) =>
      (await run('docker', ['exec', container, ...command], {maxBuffer: 1 << 26})).stdout,
    stop: async () => void (await run('docker', ['rm', '-f', '-v', container])),
  }
}
