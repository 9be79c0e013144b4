import {createHash} from 'node:crypto'
import {z} from 'zod'
import {BackupDamagedError} from './errors.js'

const countedTable = z.object({schema: z.string(), table: z.string(), rows: z.number().int()})

/** What a dump holds of one database, counted in the dump itself. */
const countedDatabase = z.object({
  name: z.string(),
  tables: z.array(countedTable),
  largeObjects: z.number().int(),
})

const manifestSchema = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/i),
  kind: z.enum(['db', 'etcd']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** The machine the backup was made on. */
  host: z.string(),
  versions: z.object({bai: z.string(), server: z.string(), tool: z.string()}),
  compression: z.enum(['none', 'gzip', 'zstd']),
  encryption: z.enum(['none', 'age']),
  files: z
    .array(
      z.object({
        name: z.string().regex(/^[\w-][\w.-]*$/),
        bytes: z.number().int(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1),
  database: z
    .object({
      dumpFormat: z.enum(['plain', 'custom']),
      /** Size of the SQL text before compression. */
      plainBytes: z.number().int(),
      databases: z.array(countedDatabase),
    })
    .optional(),
  etcd: z
    .object({
      prefix: z.string(),
      revision: z.string(),
      keys: z.number().int(),
      exactKeys: z.number().int(),
      leasedKeys: z.number().int(),
    })
    .optional(),
})

/**
 * What is known of a backup: the text of `manifest.json`, which is written last.
 * @useDeclaredType
 */
export type Manifest = z.infer<typeof manifestSchema>
/** What was saved. */
export type BackupKind = Manifest['kind']
export type CountedDatabase = z.infer<typeof countedDatabase>
export type CountedTable = z.infer<typeof countedTable>
export type ManifestFile = Manifest['files'][number]
export type Compression = Manifest['compression']

/** The file's text. It ends with its own checksum, so that an edited manifest is noticed. */
export function manifestText(manifest: Manifest): string {
  const ordered = manifestSchema.parse(manifest)
  return `${JSON.stringify({...ordered, checksum: digestOf(ordered)}, null, 2)}\n`
}

/** Reads `manifest.json`. @throws BackupDamagedError when it is not as it was written */
export function parseManifest(text: string, id: string): Manifest {
  try {
    const raw: unknown = JSON.parse(text)
    const manifest = manifestSchema.parse(raw)
    const {checksum} = z.object({checksum: z.string()}).parse(raw)
    if (manifest.id !== id) throw new Error(`it belongs to ${manifest.id}`)
    if (digestOf(manifest) !== checksum) throw new Error('it was changed after it was written')
    return manifest
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error)
    throw new BackupDamagedError(`The manifest of backup ${id} is not usable: ${why}.`, {
      hints: ['Use another backup: `bai ops backup list`.'],
      cause: error,
    })
  }
}

function digestOf(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex')
}

function reasonOf(error: unknown): string {
  return error instanceof SyntaxError
    ? 'it is not JSON'
    : error instanceof Error
      ? error.message
      : String(error)
}
