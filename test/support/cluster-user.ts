import {mkdtemp, realpath, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {startCluster, type RunningCluster, type StartOptions} from '../../src/local/index.js'
import {BaiUser, type BaiOptions, type BaiResult} from './bai.js'
import type {Who} from './target.js'

/** A person with a local cluster of one's own, for the tests of one `describe`. */
export interface ClusterUser {
  readonly cluster: RunningCluster
  readonly user: BaiUser
  /** What a command line of this account finds in its environment. */
  environment: (who?: Who) => Record<string, string>
  /** Runs a command line to its end, as the account `user` unless said otherwise. */
  run: (argv: readonly string[], options?: BaiOptions & {as?: Who}) => Promise<BaiResult>
  /** The JSON document that a command line writes; the command must succeed. */
  json: <Document = Record<string, unknown>[]>(argv: readonly string[], as?: Who) => Promise<Document>
}

/** Starts the cluster before the tests of a `describe`, and removes it after them. */
export function useCluster(options: Partial<StartOptions> = {}): () => ClusterUser {
  let started: (ClusterUser & {end(): Promise<void>}) | undefined
  before('start a cluster', async function () {
    this.timeout(60_000)
    started = await start(options)
  })
  after('stop the cluster', async () => started?.end())
  return () => {
    if (!started) throw new Error('The cluster is there from the first test on.')
    return started
  }
}

async function start(options: Partial<StartOptions>): Promise<ClusterUser & {end(): Promise<void>}> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bai-cluster-')))
  const cluster = await startCluster({folder, graceMs: 500, ...options})
  const user = await BaiUser.create()
  const environment = (who: Who = 'user'): Record<string, string> => {
    const account = cluster.accounts[who]
    if (!account) throw new Error(`The cluster has no account ${who}.`)
    const {accessKey, secretKey} = account
    return {BAI_ENDPOINT: cluster.endpoint, BAI_ACCESS_KEY: accessKey, BAI_SECRET_KEY: secretKey}
  }
  const run: ClusterUser['run'] = (argv, {as, env, ...rest} = {}) =>
    user.run(argv, {...rest, env: {...environment(as), ...env}})
  return {
    cluster,
    user,
    environment,
    run,
    json: async <Document>(argv: readonly string[], as?: Who) => {
      const {stdout, stderr, exitCode} = await run([...argv, '--json'], {...(as && {as})})
      if (exitCode !== 0) throw new Error(`bai ${argv.join(' ')} ended with ${exitCode}: ${stderr}${stdout}`)
      return JSON.parse(stdout) as Document
    },
    async end() {
      await cluster.stop()
      await user.remove()
      await rm(folder, {recursive: true, force: true})
    },
  }
}
