import {z} from 'zod'
import {moment, optionalText} from './wire.js'

/** Ids come with dashes or without, by route. */
export const folderId = z
  .string()
  .transform((text) => text.replace(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/, '$1-$2-$3-$4-$5'))

const folderFields = {
  id: folderId,
  name: z.string(),
  host: optionalText,
  status: optionalText,
  usage_mode: optionalText,
  permission: optionalText,
  created_at: moment,
  is_owner: z.boolean().nullish(),
  creator: optionalText,
  user: optionalText,
  group: optionalText,
  group_name: optionalText,
  ownership_type: optionalText,
  type: optionalText,
  cloneable: z.boolean().nullish(),
}

type FolderWire = z.output<z.ZodObject<typeof folderFields>>

export const vfolderSchema = z.looseObject(folderFields).transform((wire) => folderOf(wire))

/** The number of files has had several names. */
export const vfolderDetailSchema = z
  .looseObject({
    ...folderFields,
    numFiles: z.number().nullish(),
    num_files: z.number().nullish(),
    used_bytes: z.number().nullish(),
    cur_size: z.number().nullish(),
  })
  .transform((wire): VfolderUse => ({
    files: wire.numFiles ?? wire.num_files ?? null,
    bytes: wire.used_bytes ?? wire.cur_size ?? null,
  }))

/** A storage folder that people mount into sessions. */
export interface Vfolder {
  id: string
  name: string
  /** The volume it is on. */
  host: string | null
  /** `ready`, `delete-pending` (in the trash), and others, open to more. */
  status: string
  /** `general`, `model` or `data`. */
  usageMode: string
  /** What the account may do: `ro` read, `rw` also write, `wd` also delete. */
  permission: string
  ownership: 'user' | 'project'
  isOwner: boolean
  /** E-mail of who made it, where the manager tells. */
  creator: string | null
  /** Id of the user it belongs to. */
  userId: string | null
  projectId: string | null
  project: string | null
  cloneable: boolean
  createdAt: string | null
}

/** What is in a folder, as its volume counts: folders may count as files, and the figures may be late. */
export interface VfolderUse {
  files: number | null
  bytes: number | null
}

function folderOf(wire: FolderWire): Vfolder {
  const kind = wire.ownership_type ?? wire.type
  return {
    id: wire.id,
    name: wire.name,
    host: wire.host,
    status: wire.status ?? 'ready',
    usageMode: wire.usage_mode ?? 'general',
    permission: wire.permission ?? 'rw',
    ownership: kind === 'group' || (kind === null && wire.group !== null) ? 'project' : 'user',
    isOwner: wire.is_owner ?? false,
    creator: wire.creator,
    userId: wire.user,
    projectId: wire.group,
    project: wire.group_name,
    cloneable: wire.cloneable ?? false,
    createdAt: wire.created_at,
  }
}

/** Releases before 24.03 list files as JSON in a string. */
const listedFile = z
  .looseObject({
    name: z.string().optional(),
    filename: z.string().optional(),
    type: optionalText,
    size: z.number().nullish(),
    mode: z.union([z.number(), z.string()]).nullish(),
    modified: z.union([z.string(), z.number()]).nullish(),
    mtime: z.union([z.string(), z.number()]).nullish(),
  })
  .transform((wire): VfolderFile => {
    const modified = wire.modified ?? wire.mtime ?? null
    return {
      name: wire.name ?? wire.filename ?? '',
      kind: kindOf(wire.type, wire.mode),
      bytes: wire.size ?? 0,
      mode: typeof wire.mode === 'number' ? wire.mode & 0o777 : null,
      modifiedAt:
        modified === null ? null : new Date(typeof modified === 'number' ? modified * 1000 : modified),
    }
  })

/** An entry of a folder. */
export interface VfolderFile {
  name: string
  /** What is neither file nor folder nor link is `other`. */
  kind: 'file' | 'folder' | 'link' | 'other'
  bytes: number
  /** Permission bits, where the volume tells. */
  mode: number | null
  modifiedAt: Date | null
}

const FORMAT_BITS = 0o170_000
const KINDS: Readonly<Record<number, VfolderFile['kind']>> = {
  0o100_000: 'file',
  0o040_000: 'folder',
  0o120_000: 'link',
}
const TYPES: Readonly<Record<string, VfolderFile['kind']>> = {
  FILE: 'file',
  DIRECTORY: 'folder',
  SYMBOLIC_LINK: 'link',
}

/** The mode counts: a link to a folder is called `DIRECTORY` by some releases. */
function kindOf(type: string | null, mode: string | number | null | undefined): VfolderFile['kind'] {
  const told = TYPES[type?.toUpperCase() ?? '']
  if (typeof mode === 'number' && (mode & FORMAT_BITS) !== 0) return KINDS[mode & FORMAT_BITS] ?? 'other'
  if (told !== undefined) return told
  return typeof mode === 'string' && mode.startsWith('d') ? 'folder' : 'file'
}

export const filesSchema = z
  .looseObject({
    items: z.array(listedFile).nullish(),
    files: z.string().nullish(),
  })
  .transform(({items, files}): VfolderFile[] => items ?? z.array(listedFile).parse(JSON.parse(files ?? '[]')))
