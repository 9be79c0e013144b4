import {statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {isSystemError, parseJsonFile, readTextIfPresent} from './json-file.js'
import {checkProfiles, NO_PROFILES, type Profiles} from './profile-schema.js'

/** Told when the file can be read or replaced by others. */
export type Warn = (text: string) => void

/** The user's profiles: one JSON file, secrets included, readable by the user alone. */
export class ProfileStore {
  readonly file: string
  #warned = false

  constructor(
    configDir: string,
    private readonly warn: Warn,
  ) {
    this.file = join(configDir, 'profiles.json')
  }

  /**
   * All profiles; none when there is no file.
   * @throws ConfigFileError naming file and place.
   */
  async read(): Promise<Profiles> {
    const text = readTextIfPresent(this.file)
    if (text === undefined) return NO_PROFILES
    this.#checkAccess()
    return withDefaults(checkProfiles(parseJsonFile(text, this.file), this.file))
  }

  /**
   * Changes the profiles by a pure function of what is there at that moment, one process after the other.
   * Nothing is written when it throws or returns its argument. Returns what was there and what is now.
   */
  async update(change: (profiles: Profiles) => Profiles): Promise<{before: Profiles; after: Profiles}> {
    // Only reading must be fast: that is what every command does.
    const [{withLock}, {writeAtomically}] = await Promise.all([
      import('./lock.js'),
      import('./atomic-file.js'),
    ])
    return withLock(this.file, async () => {
      const before = await this.read()
      const after = change(before)
      if (after !== before) {
        await writeAtomically(this.file, `${JSON.stringify(after, null, 2)}\n`, {durable: true})
      }
      return {before, after}
    })
  }

  /** Windows has no such modes: there the user's folder is closed to others by itself. */
  #checkAccess(): void {
    if (process.platform === 'win32' || this.#warned) return
    const remark = looseAccess(this.file)
    if (!remark) return
    this.#warned = true
    this.warn(remark)
  }
}

function looseAccess(file: string): string | undefined {
  try {
    const [own, folder] = [statSync(file), statSync(dirname(file))]
    if ((own.mode & 0o077) !== 0) {
      const mode = (own.mode & 0o777).toString(8).padStart(4, '0')
      return `Warning: ${file} holds secrets and is open to others (mode ${mode}). Close it: chmod 600 ${quote(file)}`
    }
    const isSticky = (folder.mode & 0o1000) !== 0
    if ((folder.mode & 0o022) !== 0 && !isSticky) {
      return `Warning: others can replace ${file}. Close its folder: chmod 700 ${quote(dirname(file))}`
    }
    return undefined
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

function withDefaults(profiles: Profiles): Profiles {
  return {...profiles, profiles: profiles.profiles ?? {}}
}
