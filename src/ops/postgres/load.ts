import type {DecryptWith} from '../backup/encryption.js'
import {BackupDamagedError} from '../backup/errors.js'
import type {UsableBackup} from '../backup/repository.js'
import {counting, programInput, runPipe} from '../backup/streams.js'
import type {CountedDatabase, CountedTable} from '../backup/manifest.js'
import {DumpRewriter, knowsRestrict, type RewriteOptions} from './dump-rewrite.js'
import {
  countDatabase,
  endSessionsNamed,
  extensionTables,
  programVersion,
  type ClusterNames,
} from './inspect.js'
import {ident, psql} from './sql.js'
import {startProgram, type PostgresTarget} from './target.js'
import {openTexts, type DumpText} from './verify.js'

export interface LoadOptions extends DecryptWith {
  target: PostgresTarget
  backup: UsableBackup
  signal?: AbortSignal | undefined
  /** Bytes of SQL so far. */
  onProgress?: ((bytes: number) => void) | undefined
  databases: ReadonlySet<string>
  sessionName: string
  cluster: ClusterNames
  as: RewriteOptions['as']
}

/**
 * Keeps the statements with roles' password hashes out of the server's log, where the account may say so. It holds for
 * the first session, which makes the roles; every database is loaded by a session of its own.
 */
const QUIET_LOG = `DO $$ BEGIN
  PERFORM set_config(name, value, false) FROM (VALUES ('log_statement', 'none'),
    ('log_min_duration_statement', '-1'), ('log_min_error_statement', 'panic')) AS quiet (name, value);
EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
`

/** Loads a backup under temporary names. The first error is the end. */
export async function loadBackup(options: LoadOptions): Promise<void> {
  const {target, databases, cluster, as} = options
  let bytes = 0
  const onBytes = (count: number): void => options.onProgress?.((bytes += count))
  const known = knowsRestrict(await programVersion(target, 'psql'))
  for await (const text of openTexts(options.backup, target, options)) {
    const kind = text.kind === 'database' ? 'database' : 'cluster'
    await loadText(text, {kind, databases, cluster, as, knowsRestrict: known}, {...options, onBytes})
  }
}

async function loadText(
  text: DumpText,
  rewrite: RewriteOptions,
  options: LoadOptions & {onBytes: (bytes: number) => void},
): Promise<void> {
  const {target, signal, sessionName} = options
  const psqlWords = [...psql(target, 'postgres'), '-o', '/dev/null']
  const running = await startProgram(target, psqlWords, {signal, sessionName})
  running.stdout.resume()
  running.stderr.resume()
  running.stdin.write(QUIET_LOG)
  try {
    const stages = [counting(options.onBytes), new DumpRewriter(rewrite).stage()]
    await runPipe(text.stream, stages, programInput(running.stdin), {
      signal,
      programs: [running.done, text.done],
    })
  } catch (error) {
    await running.stop().catch(() => undefined)
    // What Docker leaves running inside must not go on while everything is undone.
    await endSessionsNamed(target, sessionName).catch(() => undefined)
    throw error
  }
}

/** Compares what was loaded with what the backup holds. @throws BackupDamagedError */
export async function compareCounts(
  target: PostgresTarget,
  loaded: {
    databases: readonly string[]
    counted: readonly CountedDatabase[]
    /** Under which name a database was loaded. */
    nameOf: (database: string) => string
  },
): Promise<void> {
  const {databases, counted, nameOf} = loaded
  for (const database of databases) {
    const wanted = counted.find(({name}) => name === database)
    const found = await countDatabase(target, nameOf(database))
    const skip = await extensionTables(target, nameOf(database))
    const difference = differenceOf(wanted, found, skip)
    if (difference === undefined) continue
    throw new BackupDamagedError(`Database ${database} was not loaded as it was saved: ${difference}.`, {
      hints: ['What was there before is as it was. Try an older backup: `bai ops backup list`.'],
    })
  }
}

function differenceOf(
  wanted: CountedDatabase | undefined,
  found: CountedDatabase,
  skip: ReadonlySet<string>,
): string | undefined {
  const rows = new Map(found.tables.map((table) => [keyOf(table), table.rows]))
  for (const table of wanted?.tables ?? []) {
    if (skip.has(keyOf(table))) continue
    const there = rows.get(keyOf(table))
    rows.delete(keyOf(table))
    if (there !== table.rows) return `${keyOf(table)} has ${there ?? 'no'} rows instead of ${table.rows}`
  }
  const [extra] = [...rows].filter(([, count]) => count > 0)
  if (extra) return `${extra[0]} has ${extra[1]} rows that the backup has not`
  const large = wanted?.largeObjects ?? 0
  return found.largeObjects === large ? undefined : `${found.largeObjects} large objects instead of ${large}`
}

function keyOf({schema, table}: Pick<CountedTable, 'schema' | 'table'>): string {
  return `${ident(schema)}.${ident(table)}`
}
