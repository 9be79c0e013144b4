import {z} from 'zod'
import {MAINTENANCE} from './inspect.js'
import {ident, literal, query} from './sql.js'
import type {PostgresTarget} from './target.js'

/**
 * Which databases a restore has closed stands in the server itself, as a setting of the maintenance database: it is
 * written in the transaction that closes them, so that a restore killed at any moment can be undone from anywhere.
 */
const SETTING = 'bai.restore'

const journalSchema = z.array(z.string())

/** The statement that notes the databases; empty takes the note away. */
export function journalSql(databases: readonly string[]): string {
  const database = ident(MAINTENANCE)
  if (databases.length === 0) return `ALTER DATABASE ${database} RESET ${SETTING};`
  return `ALTER DATABASE ${database} SET ${SETTING} TO ${literal(JSON.stringify(databases))};`
}

/** The databases that an unfinished restore has closed. */
export async function readJournal(target: PostgresTarget): Promise<string[]> {
  const rows = await query(target, MAINTENANCE, {
    sql: `SELECT substr(line, ${SETTING.length + 2}) AS value
      FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) line
      WHERE d.datname = ${literal(MAINTENANCE)} AND s.setrole = 0 AND starts_with(line, ${literal(`${SETTING}=`)})`,
    row: z.object({value: z.string()}),
  })
  return rows.flatMap(({value}) => journalSchema.parse(JSON.parse(value)))
}
