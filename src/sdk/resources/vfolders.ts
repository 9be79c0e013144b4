import {z} from 'zod'
import {ConflictError, InvalidValueError, NotAllowedError, NotFoundError} from '../errors.js'
import {
  filesSchema,
  vfolderDetailSchema,
  vfolderSchema,
  type Vfolder,
  type VfolderFile,
  type VfolderUse,
} from '../schemas/vfolder.js'
import {folderPath} from '../storage/path.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {byReference} from './by-reference.js'

/** A folder to make. */
export interface NewVfolder {
  name: string
  /** Volume; the manager's default without. */
  host?: string | undefined
  /** Id of the project it shall belong to; the account's own without. */
  projectId?: string | undefined
  usageMode?: string | undefined
  permission?: string | undefined
  cloneable?: boolean | undefined
}

/** Where files go to, or come from: an address with the token that permits it. */
export interface TransferAddress {
  url: string
  token: string
}

const address = z.looseObject({url: z.string(), token: z.string()})
const hosts = z.looseObject({default: z.string().nullish(), allowed: z.array(z.string())})

/** Storage folders (`/folders`). Everything but `list` and `create` takes a folder that `get` gave. */
export class Vfolders {
  constructor(private readonly http: Transport) {}

  /** The folders that the account may use: its own, those of its projects, and those shared with it. */
  async list(options: RequestOptions & {trash?: boolean} = {}): Promise<Vfolder[]> {
    const found = await this.http.json({method: 'GET', path: '/folders'}, z.array(vfolderSchema), options)
    return found.filter((folder) => isUsable(folder) || (options.trash === true && isInTrash(folder)))
  }

  /**
   * The one folder that a reference means: name, id, or the beginning of either. Rejects with `NotFoundError`,
   * `AmbiguousReferenceError`.
   */
  async get(reference: string, options: RequestOptions & {trash?: boolean} = {}): Promise<Vfolder> {
    const folder = byReference(await this.list(options), reference, 'folders')
    if (folder) return folder
    throw new NotFoundError(`There is no folder "${reference}".`, {
      hints: ['`bai vfolder list` shows those that you may use.'],
    })
  }

  /** How much is in a folder. */
  async use(folder: Vfolder, options: RequestOptions = {}): Promise<VfolderUse> {
    const call = {method: 'GET', path: path`/folders/${await this.#key(folder, options)}`} as const
    return this.http.json(call, vfolderDetailSchema, options)
  }

  /** The volumes that folders can be made on. */
  async hosts(options: RequestOptions = {}): Promise<{default: string | null; allowed: string[]}> {
    const found = await this.http.json({method: 'GET', path: '/folders/_/hosts'}, hosts, options)
    return {default: found.default ?? null, allowed: found.allowed}
  }

  /** Makes a folder. Rejects with `ConflictError` for a name that is taken, `QuotaError` for one too many. */
  async create(folder: NewVfolder, options: RequestOptions = {}): Promise<Vfolder> {
    checkFolderName(folder.name)
    await this.#refuseTaken(folder, options)
    const body = withoutUndefined({
      name: folder.name,
      host: folder.host,
      group: folder.projectId,
      usage_mode: folder.usageMode,
      permission: folder.permission,
      cloneable: folder.cloneable,
    })
    const made = await this.http.json({method: 'POST', path: '/folders', body}, vfolderSchema, options)
    // Older managers (24.09, 25.5) do not tell in this answer that it is the caller's.
    return {...made, isOwner: true}
  }

  /** Whether `remove` puts into a trash, from which `restore` takes (24.03 and later). */
  async hasTrash(options: RequestOptions = {}): Promise<boolean> {
    return (await this.http.capabilities(options)).has('folderTrash')
  }

  /** Removes a folder: into the trash where there is one, else for good. Rejects with `ConflictError` while mounted. */
  async remove(folder: Vfolder, options: RequestOptions = {}): Promise<void> {
    // Releases of 23.09 and before know names only.
    if (!(await this.hasTrash(options))) {
      return this.http.done({method: 'DELETE', path: path`/folders/${folder.name}`}, options)
    }
    const {id} = folder
    return this.http.done({method: 'DELETE', path: '/folders', query: {id}, body: {id}}, options)
  }

  /** Empties a folder that is in the trash, and removes it for good. */
  purge(folder: Vfolder, options: RequestOptions = {}): Promise<void> {
    const call = {method: 'POST', path: '/folders/delete-from-trash-bin', body: {id: folder.id}} as const
    return this.http.done(call, options)
  }

  /** Takes a folder out of the trash. */
  async restore(folder: Vfolder, options: RequestOptions = {}): Promise<void> {
    await this.http.require('folderTrash', 'take folders out of a trash', options)
    const call = {method: 'POST', path: '/folders/restore-from-trash-bin', body: {id: folder.id}} as const
    return this.http.done(call, options)
  }

  /** What is in a folder below a folder's root, by name. Rejects with `NotFoundError` when it is not there. */
  async files(folder: Vfolder, place: string, options: RequestOptions = {}): Promise<VfolderFile[]> {
    const call = {
      method: 'GET',
      path: path`/folders/${await this.#key(folder, options)}/files`,
      query: {path: folderPath(place)},
    } as const
    const found = await this.http.json(call, filesSchema, options).catch((error: unknown) => {
      throw asMissing(error, folder, place)
    })
    return found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Makes a folder below a folder's root, with those above it; one that is there stays as it is. */
  async mkdir(folder: Vfolder, place: string, options: RequestOptions = {}): Promise<void> {
    const body = {path: folderPath(place), parents: true, exist_ok: true}
    const key = await this.#key(folder, options)
    await this.http.done({method: 'POST', path: path`/folders/${key}/mkdir`, body, idempotent: true}, options)
  }

  /** Asks for leave to upload one file. Rejects with `NotAllowedError` where the account may only read. */
  async requestUpload(
    folder: Vfolder,
    file: {path: string; size: number},
    options: RequestOptions = {},
  ): Promise<TransferAddress> {
    refuseReadOnly(folder)
    const body = {path: folderPath(file.path), size: file.size}
    return this.#request(folder, {name: 'request-upload', body}, options)
  }

  /** Asks for leave to download one file. That it is there is not said by the answer. */
  async requestDownload(
    folder: Vfolder,
    place: string,
    options: RequestOptions = {},
  ): Promise<TransferAddress> {
    return this.#request(
      folder,
      {name: 'request-download', body: {path: folderPath(place), archive: false}},
      options,
    )
  }

  /** Releases refuse a name that is taken in ways that cannot be told from other mistakes. */
  async #refuseTaken({name, projectId}: NewVfolder, options: RequestOptions): Promise<void> {
    const isTaken = (await this.list({...options, trash: true})).some(
      (one) => one.name === name && (projectId === undefined ? one.isOwner : one.projectId === projectId),
    )
    if (isTaken) throw new ConflictError(`There is a folder "${name}" already.`)
  }

  async #request(
    folder: Vfolder,
    {name, body}: {name: string; body: unknown},
    options: RequestOptions,
  ): Promise<TransferAddress> {
    const key = await this.#key(folder, options)
    const call = {method: 'POST', path: path`/folders/${key}/${name}`, body, idempotent: true} as const
    const {url, token} = await this.http.json(call, address, options)
    return {url: this.http.storageAddress(url), token}
  }

  /** Releases that know no trash know no ids in paths either. */
  async #key(folder: Vfolder, options: RequestOptions): Promise<string> {
    return (await this.hasTrash(options)) ? folder.id : folder.name
  }
}

/** Rejected: names that only some releases refuse, and that no path or mount can be made of. */
export function checkFolderName(name: string): void {
  const isName = /^[^/\\:\p{Cc}]{1,64}$/u.test(name) && name.trim() === name && !/^\.\.?$/.test(name)
  if (!isName) {
    throw new InvalidValueError(
      name,
      'a name for a folder: 1 to 64 characters without / \\ : or control characters',
    )
  }
}

/** @throws NotAllowedError for a folder that the account may only read */
export function refuseReadOnly(folder: Vfolder): void {
  if (folder.permission === 'ro') {
    throw new NotAllowedError(`You may only read the folder ${folder.name}.`, {
      hints: ['Its owner can share it with --permission rw.'],
    })
  }
}

function isUsable({status}: Vfolder): boolean {
  return !status.startsWith('delete')
}

function isInTrash({status}: Vfolder): boolean {
  return status === 'delete-pending'
}

/** Managers say nothing better about a folder that is not there than that the volume refused. */
function asMissing(error: unknown, folder: Vfolder, place: string): unknown {
  const isRefusal =
    error instanceof Error && 'problem' in error && error.problem === 'vfolder-operation-failed'
  if (!isRefusal) return error
  return new NotFoundError(`There is no folder ${JSON.stringify(place)} in ${folder.name}.`, {cause: error})
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
