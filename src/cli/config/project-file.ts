import {statSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {isSystemError, readTextIfPresent} from './json-file.js'
import type {ProjectFile} from './project-schema.js'

/** The name of the project file. */
export const PROJECT_FILE = 'bai.yaml'

/** Where to look for the project file. */
export interface ProjectSearch {
  cwd: string
  /** The search goes no higher than the user's own folder. */
  home: string
}

/**
 * The nearest `bai.yaml` from the current folder upward, but not above the home folder.
 * @throws UsageError naming the key and what is accepted.
 */
export async function readProjectFile(search: ProjectSearch): Promise<ProjectFile | undefined> {
  for (const folder of foldersUpward(search)) {
    const file = join(folder, PROJECT_FILE)
    if (!isMeant(file)) continue
    const text = readTextIfPresent(file)
    if (text === undefined) continue
    const {parseProjectFile} = await import('./project-schema.js')
    return parseProjectFile(text, file)
  }
  return undefined
}

function* foldersUpward({cwd, home}: ProjectSearch): Generator<string> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    yield folder
    if (folder === resolve(home) || folder === dirname(folder)) return
  }
}

/** Whether there is such a file. One that anybody could have put there (`/tmp`) counts only when it is the user's. */
function isMeant(file: string): boolean {
  try {
    const {uid} = statSync(file)
    if (uid === process.getuid?.()) return true
    return (statSync(dirname(file)).mode & 0o002) === 0
  } catch (error) {
    // A folder above that may not be looked into holds no project file of the user's.
    if (['ENOENT', 'ENOTDIR', 'EACCES'].some((code) => isSystemError(error, code))) return false
    throw error
  }
}
