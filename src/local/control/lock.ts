import {mkdir, open, readFile, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {BusyError} from '../errors.js'
import {identify, isAlive} from '../runtime/process-identity.js'

const RETRY_MS = 50
/** Removing a file takes no time; a guard older than this was left by a process that died. */
const GUARD_LIMIT_MS = 10_000

export interface LockOptions {
  /** How long to wait for another one to finish. */
  withinMs: number
  signal?: AbortSignal | undefined
}

/**
 * Runs a task while no other process starts, stops or resets the cluster of this folder.
 * @throws BusyError when another one does not finish in time.
 */
export async function withLock<T>(folder: string, options: LockOptions, task: () => Promise<T>): Promise<T> {
  await mkdir(folder, {recursive: true, mode: 0o700})
  const path = join(folder, 'control.lock')
  const until = Date.now() + options.withinMs
  while (!(await take(path))) {
    options.signal?.throwIfAborted()
    if (Date.now() > until) {
      throw new BusyError('Another bai is starting or stopping the local cluster.', [
        'Wait for it to finish, and try again.',
      ])
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
  try {
    return await task()
  } finally {
    await rm(path, {force: true})
  }
}

/** Takes the lock if it is free, or if the process that has it is gone. */
async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(JSON.stringify(await identify(process.pid)))
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (await isAbandoned(path)) await removeAbandoned(path)
    return false
  }
}

/** Two that both found the lock abandoned must not remove it one after the other: it could be a new one by then. */
async function removeAbandoned(path: string): Promise<void> {
  const guard = `${path}.takeover`
  try {
    await (await open(guard, 'wx', 0o600)).close()
  } catch {
    const age = await stat(guard).then(
      ({mtimeMs}) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > GUARD_LIMIT_MS) await rm(guard, {force: true})
    return
  }
  try {
    if (await isAbandoned(path)) await rm(path, {force: true})
  } finally {
    await rm(guard, {force: true})
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  // Empty: its owner is just writing it.
  if (!text) return false
  try {
    const owner = JSON.parse(text) as {pid: number; startedAt: string}
    return !(await isAlive(owner))
  } catch {
    return true
  }
}
