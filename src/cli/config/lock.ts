import {mkdir, open, readFile, rm, stat} from 'node:fs/promises'
import {hostname} from 'node:os'
import {dirname} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {ConflictError} from '../../sdk/errors.js'
import {isSystemError} from './json-file.js'

/** How long to wait for the other; writing takes milliseconds. */
const PATIENCE_MS = 10_000
const RETRY_MS = 15
/** A lock whose owner cannot be asked (another host, not yet written) is taken for left behind after this time. */
const ABANDONED_MS = 30_000

/**
 * Does `work` while holding `<file>.lock`. A lock left behind by a process that died is broken.
 * @throws ConflictError when another process does not let go.
 */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${file}.lock`
  await mkdir(dirname(file), {recursive: true, mode: 0o700})
  const giveUpAt = Date.now() + PATIENCE_MS
  while (!(await create(lock))) {
    if (Date.now() > giveUpAt) throw busy(lock)
    if (await isAbandoned(lock)) await breakLock(lock)
    else await delay(RETRY_MS * (1 + Math.random()))
  }
  try {
    return await work()
  } finally {
    await rm(lock, {force: true})
  }
}

async function create(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx', 0o600)
    await handle.writeFile(`${process.pid} ${hostname()}\n`).finally(() => handle.close())
    return true
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false
    throw error
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const [pid, host] = (await readFile(lock, 'utf8')).trim().split(' ')
    if (pid && host === hostname()) return !isAlive(Number(pid))
    return Date.now() - (await stat(lock)).mtimeMs > ABANDONED_MS
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isSystemError(error, 'ESRCH')
  }
}

/** Two that both find a dead lock must not take away each other's new one, so breaking is done by one at a time. */
async function breakLock(lock: string): Promise<void> {
  const breaker = `${lock}.break`
  if (!(await create(breaker))) {
    if (await isAbandoned(breaker)) await rm(breaker, {force: true})
    await delay(RETRY_MS)
    return
  }
  try {
    if (await isAbandoned(lock)) await rm(lock, {force: true})
  } finally {
    await rm(breaker, {force: true})
  }
}

function busy(lock: string): ConflictError {
  return new ConflictError(
    `Another process is changing ${lock.replace(/\.lock$/, '')} and does not finish.`,
    {
      hints: [`If none is running, remove ${lock}.`],
    },
  )
}
