import {lstat, realpath} from 'node:fs/promises'
import {basename, dirname, join, relative, sep} from 'node:path'

/**
 * The real path of something within a folder, which may not be there yet. Links are followed: what they lead to has to
 * be within the folder as well. Undefined for what is not; rejects with what the system says.
 */
export async function pathWithin(folder: string, path: string): Promise<string | undefined> {
  const [root, real] = await Promise.all([realpath(folder), realOrParents(path)])
  return isWithin(root, real) ? real : undefined
}

/** The real path; of what is not there yet, that of the folder it would be in. */
async function realOrParents(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const parent = dirname(path)
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!isMissing || parent === path || (await isLink(path))) throw error
    return join(await realOrParents(parent), basename(path))
  }
}

/** A link that leads nowhere must not be written through. */
async function isLink(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined)
  return stats?.isSymbolicLink() === true
}

function isWithin(home: string, path: string): boolean {
  const within = relative(home, path)
  return within !== '..' && !within.startsWith(`..${sep}`)
}
