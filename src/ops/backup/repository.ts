import {mkdir, open, readdir, readFile, rename, rm, statfs} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {OpsError, OpsInputError, OpsNotFoundError} from '../errors.js'
import {NoSpaceError, spaceError} from './errors.js'
import {takeLock, type Lock} from './lock.js'
import {manifestText, parseManifest, type BackupKind, type Manifest} from './manifest.js'

/** A backup as it lies in the repository; `problem` when its manifest cannot be used. */
export interface BackupRecord {
  id: string
  kind: BackupKind
  dir: string
  createdAt: Date
  manifest?: Manifest
  problem?: OpsError
}

/** A backup whose manifest is good. */
export interface UsableBackup extends BackupRecord {
  manifest: Manifest
}

const PARTIAL = '.partial-'
const ID = /^(?<kind>db|etcd)-(?<date>\d{8})-(?<time>\d{6})(?:-\d+)?$/

/** A folder with one folder per backup. */
export class Repository {
  readonly dir: string

  constructor(dir: string) {
    this.dir = resolve(dir)
  }

  /** Makes the folder when it is not there. */
  async prepare(): Promise<void> {
    try {
      await mkdir(this.dir, {recursive: true, mode: 0o700})
    } catch (error) {
      throw new OpsInputError(`The backup folder ${this.dir} cannot be made: ${wordsOf(error)}.`, {
        cause: error,
      })
    }
  }

  /** Takes the lock and sweeps away what killed backups left. */
  async lock(what: string): Promise<Lock> {
    await this.prepare()
    const lock = await takeLock(this.dir, what)
    const names = await readdir(this.dir)
    const partial = names.filter((name) => name.startsWith(PARTIAL))
    for (const name of partial) await rm(join(this.dir, name), {recursive: true, force: true})
    return lock
  }

  /** All backups, newest first. @throws OpsNotFoundError when there is no such folder */
  async list(kind?: BackupKind): Promise<BackupRecord[]> {
    const names = await this.#names()
    const ours = names.flatMap((id) => {
      const found = kindOf(id)
      return found !== undefined && (!kind || found === kind) ? [{id, kind: found}] : []
    })
    const records = await Promise.all(ours.map((one) => this.#read(one)))
    return records.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
  }

  /** One backup by id, or the newest usable one of a kind by `latest`. */
  async find(reference: string, kind: BackupKind): Promise<UsableBackup> {
    if (reference === 'latest') return this.#latest(kind)
    const found = kindOf(reference)
    if (found === undefined || !(await this.#names()).includes(reference)) {
      throw new OpsNotFoundError(`There is no backup ${reference} in ${this.dir}.`, {
        hints: [`See \`bai ops backup list --dir ${this.dir}\`.`],
      })
    }
    const record = await this.#read({id: reference, kind: found})
    if (record.problem) throw record.problem
    if (!isUsable(record) || record.manifest.kind !== kind) {
      throw new OpsInputError(`${reference} is no ${kind} backup.`)
    }
    return record
  }

  /** Where a new backup is written until it is published. */
  async stage(kind: BackupKind, startedAt: Date): Promise<StagedBackup> {
    const base = `${kind}-${stamp(startedAt)}`
    const names = await readdir(this.dir)
    let id = base
    for (let n = 2; names.includes(id); n++) id = `${base}-${n}`
    const dir = join(this.dir, `${PARTIAL}${id}`)
    try {
      await mkdir(dir, {mode: 0o700})
    } catch (error) {
      throw spaceError(error, this.dir)
    }
    return new StagedBackup(this.dir, id, dir)
  }

  /** Removes a backup: renamed first, so that a half-removed one is never taken for a backup. */
  async remove(id: string): Promise<void> {
    const doomed = join(this.dir, `${PARTIAL}removed-${id}`)
    await rename(join(this.dir, id), doomed)
    await rm(doomed, {recursive: true, force: true})
  }

  /** Refuses when fewer bytes are free than will be needed. @throws NoSpaceError */
  async requireSpace(needed: number): Promise<void> {
    const {bavail, bsize} = await statfs(this.dir)
    const free = bavail * bsize
    if (free >= needed) return
    throw new NoSpaceError(
      `${this.dir} has ${mebibytes(free)} free; the backup needs about ${mebibytes(needed)}.`,
      {hints: ['Make room: `bai ops backup prune --keep 7`, or choose another --dir.']},
    )
  }

  async #latest(kind: BackupKind): Promise<UsableBackup> {
    const records = await this.list(kind)
    const usable = records.find(isUsable)
    if (usable) return usable
    throw new OpsNotFoundError(`There is no usable ${kind} backup in ${this.dir}.`, {
      hints: [`Make one with \`bai ops backup ${kind} --dir ${this.dir}\`.`],
    })
  }

  async #read({id, kind}: {id: string; kind: BackupKind}): Promise<BackupRecord> {
    const dir = join(this.dir, id)
    const base = {id, kind, dir, createdAt: dateOf(id)}
    try {
      const manifest = parseManifest(await readFile(join(dir, 'manifest.json'), 'utf8'), id)
      return {...base, createdAt: new Date(manifest.startedAt), manifest}
    } catch (error) {
      if (error instanceof OpsError) return {...base, problem: error}
      const problem = new OpsNotFoundError(`Backup ${id} has no readable manifest: ${wordsOf(error)}.`, {
        cause: error,
      })
      return {...base, problem}
    }
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.dir)
    } catch (error) {
      throw new OpsNotFoundError(`The backup folder ${this.dir} cannot be read: ${wordsOf(error)}.`, {
        hints: ['Name it with --dir, or set backup.dir in the site file.'],
        cause: error,
      })
    }
  }
}

/** A backup that is not published yet: a hidden folder that no list shows. */
export class StagedBackup {
  constructor(
    private readonly repositoryDir: string,
    readonly id: string,
    readonly dir: string,
  ) {}

  /** The path of a file of it, which is there once it is written. */
  file(name: string): string {
    return join(this.dir, name)
  }

  /** Writes the manifest last, then shows the whole folder under its name at once. */
  async publish(manifest: Manifest): Promise<UsableBackup> {
    const handle = await open(this.file('manifest.json'), 'wx', 0o600)
    try {
      await handle.writeFile(manifestText(manifest))
      await handle.sync()
    } catch (error) {
      throw spaceError(error, this.repositoryDir)
    } finally {
      await handle.close()
    }
    await syncDir(this.dir)
    const dir = join(this.repositoryDir, this.id)
    await rename(this.dir, dir)
    await syncDir(this.repositoryDir)
    return {id: this.id, kind: manifest.kind, dir, createdAt: new Date(manifest.startedAt), manifest}
  }

  /** Removes all of it. */
  async discard(): Promise<void> {
    await rm(this.dir, {recursive: true, force: true})
  }
}

/** Whether the manifest can be used; the payload is for `verify`. */
export function isUsable(record: BackupRecord): record is UsableBackup {
  return record.manifest !== undefined
}

async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function kindOf(name: string): BackupKind | undefined {
  const kind = ID.exec(name)?.groups?.['kind']
  return kind === 'db' || kind === 'etcd' ? kind : undefined
}

function stamp(date: Date): string {
  return date
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .replace('T', '-')
}

function dateOf(id: string): Date {
  const [, date = '', time = ''] = id.split('-')
  const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
  return new Date(`${iso}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`)
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
