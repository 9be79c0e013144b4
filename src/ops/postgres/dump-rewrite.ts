import {Transform} from 'node:stream'
import type {Stage} from '../backup/streams.js'
import {DumpContent, unquoted} from './dump-content.js'
import {DumpParser} from './dump-parser.js'
import type {ClusterNames} from './inspect.js'
import {newName, scratchName} from './names.js'
import {ident, literal} from './sql.js'

export interface RewriteOptions {
  kind: 'cluster' | 'database'
  /** Databases to load; all others in the dump are left out. */
  databases: ReadonlySet<string>
  cluster: ClusterNames
  /**
   * `replacement`: to take the places of the databases; roles are made and altered. `scratch`: only to see that it
   * loads; roles that are missing are made without any right, and those that are there stay as they are.
   */
  as: 'replacement' | 'scratch'
  /** Whether this psql knows `\restrict`, which dumps hold since 15.14. */
  knowsRestrict: boolean
}

/** The comment by which roles made for a trial are found again. */
export const SCRATCH_ROLE = 'made by bai for a trial restore'

const NAME = '("(?:[^"]|"")+"|[^\\s";]+)'
const ROLE = new RegExp(`^(CREATE|ALTER) ROLE ${NAME}[ ;]`)
const TABLESPACE = new RegExp(`^CREATE TABLESPACE ${NAME} `)
/** Statements of `pg_dumpall --clean` that would hit what is there: the old databases stay until they are replaced. */
const DESTROYS = /^(?:DROP (?:DATABASE|ROLE|TABLESPACE) |UPDATE pg_catalog\.pg_database )/
const RESTRICT = /^\\(un)?restrict (\S+)/

/**
 * Changes a dump so that it loads beside what is there: databases get temporary names, roles that exist are altered
 * and never made again, and the bootstrap superuser stays as it is.
 */
export class DumpRewriter {
  readonly content: DumpContent
  readonly #parser: DumpParser
  #restricted = new Set<string>()

  constructor(private readonly options: RewriteOptions) {
    const content = new DumpContent(options.kind)
    this.content = content
    this.#parser = new DumpParser({
      line: (text) => this.#line(text),
      copy: (statement) => (!content.copy(statement) ? 'no data' : this.#isWanted() ? 'wanted' : 'unwanted'),
      rows: (count) => content.rows(count),
    })
  }

  stage(): Stage {
    const parser = this.#parser
    const stream = new Transform({
      highWaterMark: 1024 * 1024,
      transform(chunk: Buffer, _encoding, done) {
        for (const piece of parser.feed(chunk)) this.push(piece)
        done()
      },
      flush(done) {
        this.push(parser.end().rest)
        done()
      },
    })
    return {stream}
  }

  #line(text: string): string | undefined {
    this.content.line(text)
    if (text.startsWith('\\') && this.content.takesCommands) return this.#metaCommand(text)
    const where = this.content.section.in
    if ((where === 'globals' || where === 'between') && DESTROYS.test(text)) return ''
    if (where === 'globals') return this.#global(text)
    if (!this.#isWanted()) return ''
    const {section} = this.content
    if (!('raw' in section) || !this.content.isAboutDatabase) return undefined
    return text.replace(
      ` DATABASE ${section.raw}`,
      () => ` DATABASE ${ident(this.#nameOf(section.database))}`,
    )
  }

  #metaCommand(text: string): string | undefined {
    const {section} = this.content
    if (text.startsWith('\\connect ') && 'database' in section) {
      return this.#isWanted()
        ? `\\connect -reuse-previous=on "dbname='${conninfo(this.#nameOf(section.database))}'"`
        : ''
    }
    const [, un, token = ''] = RESTRICT.exec(text) ?? []
    if (token === '') return undefined
    // Both lines of a pair are kept or neither: psql ends at a lone one.
    if (un !== undefined) return this.#restricted.delete(token) ? undefined : ''
    if (!this.options.knowsRestrict || !this.#isWanted()) return ''
    this.#restricted.add(token)
    return undefined
  }

  #global(text: string): string | undefined {
    const {roles, tablespaces, untouched} = this.options.cluster
    const [, verb, role] = ROLE.exec(text) ?? []
    if (role !== undefined) {
      const name = unquoted(role)
      if (untouched.has(name)) return ''
      if (this.options.as === 'scratch')
        return verb === 'CREATE' && !roles.has(name) ? scratchRoleSql(role) : ''
      return verb === 'CREATE' && roles.has(name) ? '' : undefined
    }
    if (this.options.as === 'scratch') return text.startsWith('SET ') ? undefined : ''
    const space = TABLESPACE.exec(text)?.[1]
    return space !== undefined && tablespaces.has(unquoted(space)) ? '' : undefined
  }

  #nameOf(database: string): string {
    return this.options.as === 'scratch' ? scratchName(database) : newName(database)
  }

  #isWanted(): boolean {
    const {section} = this.content
    return !('database' in section) || this.options.databases.has(section.database)
  }
}

/** A role that owns what is loaded for a trial; it goes with it. */
function scratchRoleSql(role: string): string {
  return `CREATE ROLE ${role} NOLOGIN; COMMENT ON ROLE ${role} IS ${literal(SCRATCH_ROLE)};`
}

/** Since the minor versions of August 2025. */
export function knowsRestrict(psqlVersion: string): boolean {
  const [major = 0, minor = 0] = psqlVersion.split('.').map(Number)
  const first: Readonly<Record<number, number>> = {13: 22, 14: 19, 15: 14, 16: 10, 17: 6}
  return major > 17 || minor >= (first[major] ?? Infinity)
}

function conninfo(name: string): string {
  return name.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('"', '""')
}
