import type {CountedDatabase} from '../backup/manifest.js'

/** Where in a cluster dump a line stands. */
export type DumpSection =
  | {in: 'globals'}
  | {in: 'between'}
  /** The statements that make a database, before the dump connects to it. `raw`: its name as it stands there. */
  | {in: 'making' | 'database'; database: string; raw: string}

const IDENT = '("(?:[^"]|"")+"|[^\\s";.]+)'
const CREATE_DATABASE = new RegExp(`^CREATE DATABASE ${IDENT}[ ;]`)
const COPY = new RegExp(`^COPY ${IDENT}\\.${IDENT} `)
const ENTRY = /^-- (?:Data for )?Name: (?<name>.*); Type: (?<type>[A-Z ]+); Schema: .*; Owner:/
const DATABASE_END = '-- PostgreSQL database dump complete'
const CLUSTER_END = '-- PostgreSQL database cluster dump complete'

/** Follows a dump line by line: where it is, what it holds, and whether it ends as it should. */
export class DumpContent {
  #section: DumpSection
  #ended = false
  #entry: {name: string; type: string} | undefined
  #serverVersion: string | undefined
  #databases = new Map<string, CountedDatabase>()
  #copied: {schema: string; table: string} | undefined

  /** `database`: the dump of a single one, which ends with its own last line. */
  constructor(private readonly kind: 'cluster' | 'database' = 'cluster') {
    this.#section = {in: kind === 'cluster' ? 'globals' : 'between'}
  }

  get section(): DumpSection {
    return this.#section
  }

  /** Whether the statements here are about the database as a whole, and so name it. */
  get isAboutDatabase(): boolean {
    if (this.#section.in === 'making') return true
    const {name, type} = this.#entry ?? {name: '', type: ''}
    return type === 'DATABASE' || type === 'DATABASE PROPERTIES' || name.startsWith('DATABASE ')
  }

  /** Whether a line with a backslash here is for psql; inside other entries it is text of a function or a comment. */
  get takesCommands(): boolean {
    return this.#section.in !== 'database' || this.#entry === undefined || this.isAboutDatabase
  }

  /** Whether the dump's own last line was seen. */
  get ended(): boolean {
    return this.#ended
  }

  /** `15.18`, as pg_dump wrote it. */
  get serverVersion(): string | undefined {
    return this.#serverVersion
  }

  get databases(): CountedDatabase[] {
    return [...this.#databases.values()]
  }

  line(text: string): void {
    if (text.startsWith('-- ')) this.#comment(text)
    else if (this.#section.in !== 'database') this.#between(text)
    else if (text.startsWith('SELECT pg_catalog.lo_open(')) this.#current().largeObjects += 1
  }

  /** False for a line that only looks like the beginning of data. */
  copy(statement: string): boolean {
    const [, schema, table] = COPY.exec(statement) ?? []
    if (this.#entry?.type !== 'TABLE DATA' || schema === undefined || table === undefined) return false
    this.#copied = {schema: unquoted(schema), table: unquoted(table)}
    return true
  }

  rows(count: number): void {
    if (this.#copied) this.#current().tables.push({...this.#copied, rows: count})
    this.#copied = undefined
  }

  #comment(text: string): void {
    const entry = ENTRY.exec(text)?.groups
    if (entry) this.#entry = {name: entry['name'] ?? '', type: entry['type'] ?? ''}
    const version = /^-- Dumped from database version (\S+)/.exec(text)
    if (version?.[1] !== undefined) this.#serverVersion = version[1]
    if (text.startsWith(DATABASE_END)) {
      this.#section = {in: 'between'}
      this.#entry = undefined
      this.#ended = this.kind === 'database'
    }
    if (text.startsWith(CLUSTER_END)) this.#ended = true
  }

  #between(text: string): void {
    const created = CREATE_DATABASE.exec(text)?.[1]
    if (created !== undefined) this.#section = {in: 'making', database: unquoted(created), raw: created}
    if (!text.startsWith('\\connect ')) return
    const database = this.#section.in === 'making' ? this.#section.database : connectedName(text)
    const raw = this.#section.in === 'making' ? this.#section.raw : database
    this.#section = {in: 'database', database, raw}
    this.#current()
  }

  #current(): CountedDatabase {
    const name = 'database' in this.#section ? this.#section.database : ''
    const known = this.#databases.get(name)
    if (known) return known
    const made: CountedDatabase = {name, tables: [], largeObjects: 0}
    this.#databases.set(name, made)
    return made
  }
}

/** A name as it stands in SQL, without its quotes. */
export function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}

/** `\connect name`, or the longer form for a name with other characters. */
function connectedName(line: string): string {
  const words = line.slice('\\connect '.length)
  const dbname = /dbname='((?:[^'\\]|\\.)*)'/.exec(words)?.[1]
  return dbname === undefined ? unquoted(words.trim()) : dbname.replace(/\\(.)/g, '$1')
}
