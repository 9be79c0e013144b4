import {resolve} from 'node:path'
import {readAccounts, type Accounts} from '../cluster/account-file.js'
import type {Topology} from '../cluster/topology.js'
import {launchServer} from './launch.js'
import {withLock} from './lock.js'
import {liveServer, readServerFile} from './server-file.js'

/** Where the manager listens unless told otherwise. */
export const DEFAULT_PORT = 8095

const LOCK_WAIT_MS = 90_000

export interface UpOptions {
  folder: string
  /** Exactly this port. Without it the one used last, else 8095, else any free one. */
  port?: number | undefined
  /** The simulated machines; without it those that are there, or the default ones. */
  topology?: Topology | undefined
  quantum?: string | undefined
  signal?: AbortSignal | undefined
}

/** A cluster that answers. */
export interface UpResult {
  endpoint: string
  accounts: Accounts
  /** It ran already; what was asked for is in force only after a restart. */
  alreadyRunning: boolean
}

/** Starts the cluster of a folder in the background, unless it runs, and returns when it answers. */
export async function upCluster(options: UpOptions): Promise<UpResult> {
  const {signal} = options
  const folder = resolve(options.folder)
  return withLock(folder, {withinMs: LOCK_WAIT_MS, signal}, async () => {
    const running = await liveServer(folder)
    if (running) {
      return {endpoint: running.endpoint, accounts: await readAccounts(folder), alreadyRunning: true}
    }
    const ports = options.port === undefined ? await candidatePorts(folder) : [options.port]
    const {topology, quantum} = options
    const {endpoint} = await launchServer({folder, ports, topology, quantum}, signal)
    return {endpoint, accounts: await readAccounts(folder), alreadyRunning: false}
  })
}

/** The same port as last time keeps what people have exported valid. */
async function candidatePorts(folder: string): Promise<number[]> {
  const last = (await readServerFile(folder))?.port
  return [...new Set([...(last === undefined ? [] : [last]), DEFAULT_PORT, 0])]
}
