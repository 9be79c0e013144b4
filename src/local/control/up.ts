import {resolve} from 'node:path'
import {isDeepStrictEqual} from 'node:util'
import {readAccounts, type Accounts} from '../cluster/account-file.js'
import type {DefaultImage} from '../cluster/default-images.js'
import {DEFAULT_TOPOLOGY, withChanges, type Topology, type TopologyChanges} from '../cluster/topology.js'
import {BusyError, UnsupportedSystemError} from '../errors.js'
import {parseDecimal} from '../../sdk/values/decimal.js'
import {launchServer} from './launch.js'
import type {RuntimeName} from '../runtime/runtime.js'
import {withLock} from './lock.js'
import {liveServer, readServerFile, type ServerFile} from './server-file.js'

/** Where the manager listens unless told otherwise. */
export const DEFAULT_PORT = 8095

const LOCK_WAIT_MS = 90_000

export interface UpOptions {
  folder: string
  /** Exactly this port. Without it the one used last, else 8095, else any free one. */
  port?: number | undefined
  /** The simulated machines; what is not said stays as it is, or is the default in a new cluster. */
  topology?: TopologyChanges | undefined
  /** Allocation step of GPU shares. */
  quantum?: string | undefined
  /** Images to make when they are not there; all that the machine allows when not said. */
  defaultImages?: readonly DefaultImage[] | undefined
  /** How sessions are run; as it was before when not said, as processes in a new cluster. */
  runtime?: RuntimeName | undefined
  signal?: AbortSignal | undefined
}

/** A cluster that answers. */
export interface UpResult {
  endpoint: string
  accounts: Accounts
  /** It ran already, as it was asked for. */
  alreadyRunning: boolean
  topology: Topology
}

/**
 * Starts the cluster of a folder in the background, unless it runs, and returns when it answers.
 * @throws BusyError when it runs already and is not what is asked for.
 */
export async function upCluster(options: UpOptions): Promise<UpResult> {
  if (process.platform === 'win32') {
    throw new UnsupportedSystemError('The local cluster runs on Linux and macOS.', [
      'Run bai in the Windows Subsystem for Linux.',
    ])
  }
  const {signal} = options
  const folder = resolve(options.folder)
  return withLock(folder, {withinMs: LOCK_WAIT_MS, signal}, async () => {
    const running = await liveServer(folder)
    if (running) {
      refuseOther(running, options)
      const {endpoint} = running
      return {
        endpoint,
        accounts: await readAccounts(folder),
        alreadyRunning: true,
        topology: running.topology,
      }
    }
    const ports = await portsOf(options, folder)
    const runtime = await runtimeOf(options, folder)
    const {quantum, defaultImages} = options
    const launch = {folder, ports, topology: options.topology, quantum, defaultImages, runtime}
    const {endpoint} = await launchServer(launch, signal)
    const topology = (await readServerFile(folder))?.topology ?? DEFAULT_TOPOLOGY
    return {endpoint, accounts: await readAccounts(folder), alreadyRunning: false, topology}
  })
}

/** What `upCluster` would do. */
export interface UpPlan {
  action: 'start' | 'none'
  folder: string
  /** Ports it would try, in order; 0 is any free one. */
  ports: readonly number[]
  topology: Topology
  runtime: RuntimeName
}

/** Says what `upCluster` would do with the same options, and does nothing. @throws BusyError as it would */
export async function planUp(options: UpOptions): Promise<UpPlan> {
  const folder = resolve(options.folder)
  const running = await liveServer(folder)
  if (running) {
    refuseOther(running, options)
    return {
      action: 'none',
      folder,
      ports: [running.port],
      topology: running.topology,
      runtime: running.runtime,
    }
  }
  const last = await readServerFile(folder)
  return {
    action: 'start',
    folder,
    ports: await portsOf(options, folder),
    topology: withChanges(last?.topology ?? DEFAULT_TOPOLOGY, options.topology ?? {}),
    runtime: await runtimeOf(options, folder),
  }
}

/** What runs is never changed under people's hands. */
function refuseOther(running: ServerFile, {port, topology, quantum, runtime}: UpOptions): void {
  const isSame =
    (port === undefined || port === 0 || port === running.port) &&
    (runtime === undefined || runtime === running.runtime) &&
    (quantum === undefined || parseDecimal(quantum).eq(running.quantum)) &&
    isDeepStrictEqual(withChanges(running.topology, topology ?? {}), running.topology)
  if (isSame) return
  throw new BusyError(`The local cluster runs already at ${running.endpoint}, set up differently.`, [
    'Stop it first: bai local down. Its sessions end, its queue and settings stay.',
  ])
}

/** What a session left, and the images it starts from, are of one kind: a cluster is never changed into the other. */
async function runtimeOf({runtime}: UpOptions, folder: string): Promise<RuntimeName> {
  const last = (await readServerFile(folder))?.runtime
  if (runtime === undefined || last === undefined || runtime === last) return runtime ?? last ?? 'process'
  throw new BusyError(`The local cluster in ${folder} runs its sessions by the runtime "${last}".`, [
    'Remove it first with bai local reset, or keep another one elsewhere: BAI_LOCAL_DIR.',
  ])
}

/** The same port as last time keeps what people have exported valid. */
async function portsOf({port}: UpOptions, folder: string): Promise<number[]> {
  if (port !== undefined) return [port]
  const last = (await readServerFile(folder))?.port
  return [...new Set([...(last === undefined ? [] : [last]), DEFAULT_PORT, 0])]
}
