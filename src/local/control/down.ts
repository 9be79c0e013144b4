import {rm} from 'node:fs/promises'
import {isAlive, signalProcess, type ProcessIdentity} from '../runtime/process-identity.js'
import {makeRuntime} from '../runtime/make-runtime.js'
import {withLock} from './lock.js'
import {liveServer, readServerFile} from './server-file.js'

const LOCK_WAIT_MS = 90_000
const POLL_MS = 50
/** Sessions get their own grace first; after this the manager hangs. */
const STOP_LIMIT_MS = 30_000

export interface DownOptions {
  folder: string
  signal?: AbortSignal | undefined
}

/** Stops the cluster and ends its sessions' processes. The state stays. Resolves with whether it ran. */
export async function downCluster({folder, signal}: DownOptions): Promise<boolean> {
  return withLock(folder, {withinMs: LOCK_WAIT_MS, signal}, () => stopServer(folder))
}

/** Stops the cluster and removes everything of it: sessions, images, accounts. */
export async function resetCluster({folder, signal}: DownOptions): Promise<void> {
  await withLock(folder, {withinMs: LOCK_WAIT_MS, signal}, async () => {
    await stopServer(folder)
    await rm(folder, {recursive: true, force: true})
  })
}

async function stopServer(folder: string): Promise<boolean> {
  const server = await liveServer(folder)
  // A manager that was killed leaves its sessions running.
  if (!server || !(await endsByItself(server))) {
    const runtime = (await readServerFile(folder))?.runtime ?? 'process'
    await makeRuntime(runtime, folder).endLeftovers()
  }
  return server !== undefined
}

/** Asks the manager to stop; whether it did without being killed. */
async function endsByItself(server: ProcessIdentity): Promise<boolean> {
  signalProcess(server.pid, 'SIGTERM')
  const until = Date.now() + STOP_LIMIT_MS
  let isKilled = false
  while (await isAlive(server)) {
    if (Date.now() > until) {
      isKilled = true
      signalProcess(server.pid, 'SIGKILL')
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return !isKilled
}
