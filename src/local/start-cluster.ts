import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'
import type {Account} from './cluster/accounts.js'
import {Cluster, type ClusterOptions} from './cluster/cluster.js'
import {HttpServer, type FailureLog} from './server/http.js'
import {allRoutes} from './server/routes.js'

/** How an in-process cluster is started. */
export interface StartOptions extends ClusterOptions {
  /** Port on the loopback interface; 0, the default, takes a free one. */
  port?: number
  /** Is told what the manager did not expect. */
  onFailure?: FailureLog
}

/** A cluster that runs and answers. */
export interface RunningCluster {
  endpoint: string
  /** Accounts with their keys and passwords, by name: `admin`, `user`, `user2`. */
  accounts: Readonly<Record<string, Account>>
  cluster: Cluster
  /** Stops. `end`, the default, ends the sessions' processes; `keep` leaves them for the next start on this folder. */
  stop(options?: {sessions: 'end' | 'keep'}): Promise<void>
}

const accountsSchema = z.record(
  z.string(),
  z.object({
    name: z.string(),
    email: z.string(),
    password: z.string(),
    accessKey: z.string(),
    secretKey: z.string(),
  }),
)

/** Opens the cluster of a folder and serves the manager's API on the loopback interface. */
export async function startCluster(options: StartOptions): Promise<RunningCluster> {
  const cluster = await Cluster.open(options)
  const accounts = await keepAccounts(options.folder, cluster.newAccounts)
  const server = new HttpServer(cluster, allRoutes(cluster), options.onFailure ?? (() => undefined))
  const endpoint = await server.listen(options.port ?? 0)
  return {
    endpoint,
    accounts,
    cluster,
    stop: async ({sessions} = {sessions: 'end'}) => {
      await server.close()
      await cluster.close({sessions})
    },
  }
}

/** Accounts of the cluster in a folder. */
export async function readAccounts(folder: string): Promise<Record<string, Account>> {
  return accountsSchema.parse(JSON.parse(await readFile(accountsPath(folder), 'utf8')))
}

/** Passwords are not part of the state, so they are written down once, for the owner of the folder only. */
async function keepAccounts(folder: string, created: readonly Account[]): Promise<Record<string, Account>> {
  if (created.length === 0) return readAccounts(folder)
  const accounts = Object.fromEntries(created.map((account) => [account.name, account]))
  await writeFile(accountsPath(folder), JSON.stringify(accounts, undefined, 2), {mode: 0o600})
  return accounts
}

function accountsPath(folder: string): string {
  return join(folder, 'accounts.json')
}
