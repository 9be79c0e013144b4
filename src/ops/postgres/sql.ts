import {z} from 'zod'
import {connectionArguments, runProgram, type PostgresTarget, type ProgramOptions} from './target.js'

/** A name as SQL wants it: quoted always, so that no name can be anything else. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as SQL wants it. */
export function literal(text: string): string {
  return text.includes('\\') ? ` E'${escaped(text)}'` : `'${escaped(text)}'`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "''")
}

/** psql without the user's settings, stopping at the first error. */
export function psql(target: PostgresTarget, database: string): string[] {
  return [
    'psql',
    ...connectionArguments(target),
    '-X',
    '-q',
    '-A',
    '-t',
    '-v',
    'ON_ERROR_STOP=1',
    '-d',
    database,
  ]
}

/** Runs statements; they travel on standard input, so nothing of them is in the arguments. */
export async function execute(
  target: PostgresTarget,
  database: string,
  sql: string,
  options: ProgramOptions = {},
): Promise<string> {
  const {stdout} = await runProgram(target, psql(target, database), {...options, input: `${sql}\n`})
  return stdout
}

/** Runs one query and reads its rows by a schema. */
export async function query<Row>(
  target: PostgresTarget,
  database: string,
  {sql, row, signal}: {sql: string; row: z.ZodType<Row>; signal?: AbortSignal | undefined},
): Promise<Row[]> {
  const wrapped = `SELECT coalesce(json_agg(to_json(q)), '[]') FROM (${sql}) q;`
  const text = await execute(target, database, wrapped, {signal})
  return z.array(row).parse(JSON.parse(text))
}
