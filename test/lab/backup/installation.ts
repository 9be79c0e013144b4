import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalHost} from '../../../src/ops/host/local.js'
import {execute} from '../../../src/ops/postgres/sql.js'
import type {PostgresTarget} from '../../../src/ops/postgres/target.js'
import type {BaiResult} from '../../support/bai.js'
import {until} from '../../support/until.js'
import {node, Operator, sh} from '../support/lab.js'
import {fillSample, fingerprint} from './sample-database.js'
import {startEtcd, startPostgres, type TestServer} from './servers.js'

const PASSWORD = 'S3cret-of-the-superuser'
const WEIRD = 'we"ird, näme'

/** Sizes that a person may raise by hand; small enough for every day otherwise. */
export const ROWS = Number(process.env['BAI_LAB_ROWS'] ?? 2000)
export const KEYS = Number(process.env['BAI_LAB_KEYS'] ?? 300)

/** A database, an etcd, an empty folder for backups, and somebody whose site file names them. */
export class Installation {
  private constructor(
    readonly database: TestServer,
    readonly etcd: TestServer & {endpoint: string},
    readonly operator: Operator,
    readonly repository: string,
  ) {}

  static async create(): Promise<Installation> {
    const [database, etcd] = await Promise.all([startPostgres(PASSWORD), startEtcd()])
    const repository = await mkdtemp(join(tmpdir(), 'bai-repository-'))
    const operator = await Operator.create({
      postgres: {container: database.container},
      etcd: {endpoints: [etcd.endpoint]},
      backup: {dir: repository},
    })
    const installation = new Installation(database, etcd, operator, repository)
    await fillSample(installation.inContainer, ROWS)
    return installation
  }

  /** The database through its container. */
  get inContainer(): PostgresTarget {
    return {host: new LocalHost(), container: this.database.container, user: 'postgres'}
  }

  /** The words that reach it over TCP, and the password's variable. */
  get overTcp(): {flags: string[]; env: Record<string, string>} {
    return {flags: ['--address', `127.0.0.1:${this.database.port}`], env: {BAI_PG_PASSWORD: PASSWORD}}
  }

  ops(argv: readonly string[], env: Record<string, string> = {}): Promise<BaiResult> {
    return this.operator.ops(argv, env)
  }

  /** Runs a command that is to succeed, and gives its JSON. */
  async json<Result>(argv: readonly string[], env: Record<string, string> = {}): Promise<Result> {
    const {stdout, stderr, exitCode} = await this.ops([...argv, '--json'], env)
    if (exitCode !== 0)
      throw new Error(`bai ops ${argv.join(' ')} ended with ${exitCode}: ${stderr}${stdout}`)
    return JSON.parse(stdout) as Result
  }

  /** Runs SQL in a database; what it prints. */
  async sql(statements: string, database = 'backend'): Promise<string> {
    return (await execute(this.inContainer, database, statements)).trim()
  }

  /** All that the databases hold, to compare before and after. */
  async fingerprints(): Promise<string[]> {
    return [await fingerprint(this.inContainer, 'backend'), await fingerprint(this.inContainer, WEIRD)]
  }

  /** Each database, and whether it takes connections. */
  async databases(): Promise<string[]> {
    const sql =
      "SELECT datname || CASE WHEN datallowconn THEN '' ELSE ' (closed)' END FROM pg_database WHERE NOT datistemplate ORDER BY 1;"
    return (await this.sql(sql, 'postgres')).split('\n')
  }

  /** Somebody who reaches the database through the lab's systemd host, by ssh. */
  farOperator(more: Record<string, unknown> = {}): Promise<Operator> {
    return Operator.create({
      hosts: {far: node()},
      postgres: {container: this.database.container},
      backup: {dir: this.repository},
      ...more,
    })
  }

  /** Starts the database's container, which was killed; it answers when this resolves. */
  async startDatabase(): Promise<void> {
    await sh('docker', 'start', this.database.container)
    const answers = (): Promise<string | undefined> =>
      this.sql('SELECT 1;', 'postgres').catch(() => undefined)
    await until(answers, 'the database')
  }

  /** Whatever lies in the repository, hidden things too. */
  files(): Promise<string[]> {
    return readdir(this.repository)
  }

  /** An empty repository again. */
  async forget(): Promise<void> {
    await rm(this.repository, {recursive: true, force: true})
  }

  async remove(): Promise<void> {
    await Promise.all([this.database.stop(), this.etcd.stop(), this.operator.remove(), this.forget()])
  }
}

/** What the databases are called, when all is as it should be. */
export const AS_THEY_SHOULD_BE = ['backend', 'postgres', WEIRD]
