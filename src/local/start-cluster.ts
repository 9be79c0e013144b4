import {AppProxy} from './apps/app-proxy.js'
import {readAccounts, type Accounts} from './cluster/account-file.js'
import {Cluster, type ClusterOptions} from './cluster/cluster.js'
import {HttpServer} from './server/http.js'
import {allRoutes} from './server/routes.js'

/** How an in-process cluster is started. */
export interface StartOptions extends ClusterOptions {
  /** Ports on the loopback interface to try in order; 0 takes any free one, which is the default. */
  ports?: readonly number[]
}

/** A cluster that runs and answers. */
export interface RunningCluster {
  endpoint: string
  /** Accounts with their keys and passwords, by name: `admin`, `user`, `user2`. */
  accounts: Accounts
  cluster: Cluster
  /** Stops. `end`, the default, ends the sessions' processes; `keep` leaves them for the next start on this folder. */
  stop(options?: {sessions: 'end' | 'keep'}): Promise<void>
}

/** Opens the cluster of a folder and serves the manager's API on the loopback interface. */
export async function startCluster(options: StartOptions): Promise<RunningCluster> {
  const cluster = await Cluster.open(options)
  const proxy = new AppProxy()
  const server = new HttpServer(cluster, allRoutes(cluster, proxy))
  try {
    const endpoint = await listenOnFree(server, options.ports ?? [0])
    return {
      endpoint,
      accounts: await readAccounts(options.folder),
      cluster,
      stop: stopper({server, proxy, cluster}),
    }
  } catch (error) {
    await cluster.close({sessions: 'keep'})
    throw error
  }
}

async function listenOnFree(server: HttpServer, ports: readonly number[]): Promise<string> {
  const [port = 0, ...others] = ports
  try {
    return await server.listen(port)
  } catch (error) {
    if (!isPortTaken(error) || others.length === 0) throw error
    return listenOnFree(server, others)
  }
}

/** Whether an error says that another program has the port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

interface Parts {
  server: HttpServer
  proxy: AppProxy
  cluster: Cluster
}

function stopper({server, proxy, cluster}: Parts): RunningCluster['stop'] {
  return async ({sessions} = {sessions: 'end'}) => {
    await server.close()
    await proxy.close()
    await cluster.close({sessions})
  }
}
