import {randomBytes} from 'node:crypto'
import {mkdir, open, realpath, rename, rm} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'

export interface AtomicWrite {
  /** Whether the bytes must be on the disk before the name changes; a cache can do without. */
  durable: boolean
}

/**
 * Writes a file of one's own (mode 0600, a new folder 0700) so that a reader sees the old or the new content, never a
 * part. A link is followed: what it points at is replaced, not the link.
 */
export async function writeAtomically(file: string, text: string, {durable}: AtomicWrite): Promise<void> {
  await mkdir(dirname(file), {recursive: true, mode: 0o700})
  const target = await realpath(file).catch(() => file)
  const folder = dirname(target)
  const temporary = join(folder, `.${basename(target)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      if (durable) await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, {force: true})
    throw error
  }
  if (durable) await syncFolder(folder)
}

/** Makes the rename itself survive a power cut. Some file systems and Windows cannot; then it is left to them. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    return
  }
}
