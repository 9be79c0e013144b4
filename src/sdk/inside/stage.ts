import {randomBytes} from 'node:crypto'
import {lstat, mkdir, readdir, rename, rm, stat} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import {CopyError} from './copy.js'

/** A folder beside the target, on its disk, where a copy grows until it is complete. */
export interface Stage {
  folder: string
  /** The final path. */
  target: string
  discard(): Promise<void>
}

/** @param name what the copy is called inside a target that is a folder; empty when its content is meant */
export async function openStage(to: string, name: string): Promise<Stage> {
  const isFolder = await stat(to).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder && /[/\\]$/.test(to)) throw new CopyError(`There is no folder ${to}.`)
  const target = isFolder && name !== '' ? join(to, name) : resolve(to)
  const folder = join(isFolder ? to : dirname(target), `.bai-cp-${randomBytes(6).toString('hex')}`)
  await mkdir(folder, {mode: 0o700}).catch((cause: unknown) => {
    throw new CopyError(`There is no folder ${dirname(folder)} that can be written to.`, {cause})
  })
  return {folder, target, discard: () => rm(folder, {recursive: true, force: true})}
}

/** Moves a file or folder into place; into a folder that is there already, entry by entry. Links there are not followed. */
export async function place(from: string, to: string): Promise<void> {
  const [mine, there] = await Promise.all([lstat(from), lstat(to).catch(() => undefined)])
  if (!mine.isDirectory()) {
    if (there?.isDirectory()) throw new CopyError(`${to} is a folder.`)
    return rename(from, to)
  }
  if (!there) return rename(from, to)
  if (!there.isDirectory()) throw new CopyError(`${to} is there and no folder.`)
  for (const child of await readdir(from)) await place(join(from, child), join(to, child))
}
