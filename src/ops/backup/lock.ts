import {randomUUID} from 'node:crypto'
import {link, open, readFile, rename, rm} from 'node:fs/promises'
import {hostname} from 'node:os'
import {dirname, join} from 'node:path'
import {z} from 'zod'
import {BackupLockedError} from './errors.js'

const holderSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  startedAt: z.string(),
  /** When the process itself began, by the kernel's clock: a process id alone is used again. */
  processStart: z.string(),
  what: z.string(),
})
type Holder = z.infer<typeof holderSchema>

/** A lock that is held. */
export interface Lock {
  /** Lets others write to the repository. */
  release(): Promise<void>
}

const LOCK = '.lock'
/** Names of what a killed run may leave; whoever has the lock sweeps it away. */
const LEFTOVER = '.partial-lock-'

/**
 * Takes the repository's lock: a file with who holds it. One whose process is gone on this machine is taken over.
 * @throws BackupLockedError
 */
export async function takeLock(dir: string, what: string): Promise<Lock> {
  const file = join(dir, LOCK)
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    processStart: await processStart(process.pid),
    what,
  }
  for (;;) {
    if (await create(dir, mine)) return {release: () => releaseIfMine(file, mine)}
    const holder = await holderOf(file)
    if (holder === 'gone') continue
    if (holder === undefined || (await isAlive(holder))) throw lockedError(file, holder)
    await removeStale(file, holder)
  }
}

async function create(dir: string, holder: Holder): Promise<boolean> {
  const temporary = join(dir, `${LEFTOVER}${randomUUID()}`)
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(JSON.stringify(holder))
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    // A link appears with its content or not at all, and never replaces a file.
    await link(temporary, join(dir, LOCK))
    return true
  } catch (error) {
    // Somebody else has the lock, and may have swept this file away by now.
    if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT')) return false
    throw error
  } finally {
    await rm(temporary, {force: true})
  }
}

async function holderOf(file: string): Promise<Holder | 'gone' | undefined> {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return parsed.data
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'gone'
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
  return (await processStart(holder.pid)) === holder.processStart
}

/** Moves the stale file away before removing it, so that of two that find it only one removes it. */
async function removeStale(file: string, holder: Holder): Promise<void> {
  const aside = join(dirname(file), `${LEFTOVER}${randomUUID()}`)
  try {
    await rename(file, aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  const moved = await holderOf(aside)
  if (moved === 'gone') return
  const isTheSame =
    typeof moved === 'object' && moved.processStart === holder.processStart && moved.pid === holder.pid
  if (isTheSame) await rm(aside, {force: true})
  else await rename(aside, file)
}

async function releaseIfMine(file: string, mine: Holder): Promise<void> {
  const holder = await holderOf(file)
  if (typeof holder === 'object' && holder.pid === mine.pid && holder.startedAt === mine.startedAt) {
    await rm(file, {force: true})
  }
}

/** Field 22 of /proc/PID/stat; empty where there is no /proc. */
async function processStart(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function lockedError(file: string, holder: Holder | undefined): BackupLockedError {
  const who = holder
    ? `${holder.what}, pid ${holder.pid} on ${holder.host}, since ${holder.startedAt}`
    : 'unknown'
  return new BackupLockedError(`Another backup or restore works with this repository (${who}).`, {
    hints: ['Wait for it to end.', `If it died on another machine, remove ${file}.`],
  })
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
