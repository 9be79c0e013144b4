import {z} from 'zod'
import type {CountedDatabase} from '../backup/manifest.js'
import {execute, ident, literal, query} from './sql.js'
import {runProgram, type PostgresTarget} from './target.js'

/** Database names that a cluster always has; they are connected to, never replaced. */
export const MAINTENANCE = 'postgres'
export const BUILT_IN: readonly string[] = ['postgres', 'template0', 'template1']

const databaseRow = z.object({name: z.string(), bytes: z.number(), open: z.boolean()})
export type DatabaseRow = z.infer<typeof databaseRow>

/** The databases that are there, with sizes, and whether they can be connected to. */
export function listDatabases(target: PostgresTarget, signal?: AbortSignal): Promise<DatabaseRow[]> {
  const sql = `SELECT datname AS name, pg_database_size(oid) AS bytes, datallowconn AS open
    FROM pg_database WHERE datname <> 'template0' ORDER BY datname`
  return query(target, MAINTENANCE, {sql, row: databaseRow, signal})
}

/** The server's version, as `15.18`. */
export async function serverVersion(target: PostgresTarget, signal?: AbortSignal): Promise<string> {
  const text = await execute(target, MAINTENANCE, 'SHOW server_version;', {signal})
  return text.trim().split(' ')[0] ?? ''
}

/** The version of a program, as `15.18`. @throws OpsNotFoundError when it is not installed */
export async function programVersion(target: PostgresTarget, program: string): Promise<string> {
  const {stdout} = await runProgram(target, [program, '--version'])
  return /\d+(?:\.\d+)*/.exec(stdout)?.[0] ?? ''
}

export interface ClusterNames {
  roles: ReadonlySet<string>
  tablespaces: ReadonlySet<string>
  /** Roles that a restore leaves alone: the bootstrap superuser, and who is connected. */
  untouched: ReadonlySet<string>
}

/** The roles and tablespaces that are there. */
export async function clusterNames(target: PostgresTarget): Promise<ClusterNames> {
  const row = z.object({kind: z.enum(['role', 'space']), name: z.string(), own: z.boolean()})
  const sql = `SELECT 'role' AS kind, rolname AS name, oid = 10 OR rolname = current_user AS own FROM pg_roles
    UNION ALL SELECT 'space', spcname, false FROM pg_tablespace`
  const rows = await query(target, MAINTENANCE, {sql, row})
  const names = (kind: 'role' | 'space', own = false): Set<string> =>
    new Set(rows.filter((it) => it.kind === kind && (!own || it.own)).map(({name}) => name))
  return {roles: names('role'), tablespaces: names('space'), untouched: names('role', true)}
}

/** Ends all other sessions of a database. */
export function endSessionsSql(databases: readonly string[]): string {
  const list = databases.map(literal).join(', ')
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname IN (${list}) AND pid <> pg_backend_pid();`
}

/** Ends the sessions of one run, which Docker leaves running inside the container when the run is killed. */
export async function endSessionsNamed(target: PostgresTarget, name: string): Promise<void> {
  const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = ${literal(name)} AND pid <> pg_backend_pid();`
  await execute(target, MAINTENANCE, sql)
}

/** Counts tables, rows and large objects as they are in a database now. Tables of extensions are left out. */
export async function countDatabase(
  target: PostgresTarget,
  database: string,
  signal?: AbortSignal,
): Promise<CountedDatabase> {
  const count = `(xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM ONLY %I.%I',
    n.nspname, c.relname), false, true, '')))[1]::text::bigint`
  const tables = await query(target, database, {
    sql: `SELECT n.nspname AS schema, c.relname AS table, ${count} AS rows
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence <> 't'
        AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
          AND d.deptype = 'e')`,
    row: z.object({schema: z.string(), table: z.string(), rows: z.number().int()}),
    signal,
  })
  const large = await execute(target, database, 'SELECT count(*) FROM pg_largeobject_metadata;', {signal})
  return {name: database, tables, largeObjects: Number(large.trim())}
}

/** What the data of extensions is left out of: the tables they own. */
export async function extensionTables(target: PostgresTarget, database: string): Promise<Set<string>> {
  const rows = await query(target, database, {
    sql: `SELECT n.nspname AS schema, c.relname AS table FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'`,
    row: z.object({schema: z.string(), table: z.string()}),
  })
  return new Set(rows.map(({schema, table}) => `${ident(schema)}.${ident(table)}`))
}
