import {expect} from 'chai'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Repository, type UsableBackup} from '../../../src/ops/backup/repository.js'
import {LocalHost} from '../../../src/ops/host/local.js'
import {backupDatabase, type DatabaseBackupOptions} from '../../../src/ops/postgres/backup.js'
import {planDatabaseRestore, restoreDatabase, type RestoreOptions} from '../../../src/ops/postgres/restore.js'
import {execute} from '../../../src/ops/postgres/sql.js'
import type {PostgresTarget} from '../../../src/ops/postgres/target.js'
import {fillSample, fingerprint} from './sample-database.js'
import {startPostgres, type TestServer} from './servers.js'

const PASSWORD = 'S3cret-of-the-superuser'
const WEIRD = 'we"ird, näme'

describe('database backups against a real PostgreSQL', function () {
  this.timeout(120_000)
  let server: TestServer
  let target: PostgresTarget
  let dir: string

  before(async () => {
    server = await startPostgres(PASSWORD)
    const address = {hostname: '127.0.0.1', port: server.port}
    target = {host: new LocalHost(), address, user: 'postgres', password: PASSWORD}
    await fillSample(target)
  })
  after(async () => server.stop())
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'bai-repository-'))
  })
  afterEach(() => rmSync(dir, {recursive: true, force: true}))

  const backup = (more: Partial<DatabaseBackupOptions> = {}): Promise<UsableBackup> =>
    backupDatabase({target, database: 'backend', repository: new Repository(dir), baiVersion: '0', ...more})
  const restore = async (made: UsableBackup, more: Partial<RestoreOptions> = {}): Promise<void> => {
    const options = {target, backup: made, repository: new Repository(dir), ...more}
    await restoreDatabase(await planDatabaseRestore(options), options)
  }
  const both = async (): Promise<string[]> => [
    await fingerprint(target, 'backend'),
    await fingerprint(target, WEIRD),
  ]
  const names = async (): Promise<string[]> =>
    (await execute(target, 'postgres', 'SELECT datname, datallowconn FROM pg_database ORDER BY 1;'))
      .trim()
      .split('\n')
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    )

  for (const [format, compression] of [
    ['plain', 'gzip'],
    ['plain', 'none'],
    ['custom', 'zstd'],
  ] as const) {
    it(`gives back everything: ${format}, ${compression}`, async () => {
      const before = await both()
      const made = await backup({format, compression})
      await execute(
        target,
        'backend',
        'DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE junk AS SELECT 1;',
      )
      await execute(target, 'postgres', `DROP DATABASE "we""ird, näme";`)

      await restore(made)

      expect(await both()).to.deep.equal(before)
      expect(await names()).to.deep.equal([
        'backend|t',
        'postgres|t',
        'template0|f',
        'template1|t',
        `${WEIRD}|t`,
      ])
    })
  }

  it('says that pg_dumpall is missing', async () => {
    const error = await failure(backup({target: {...target, programs: '/nowhere'}}))

    expect(error).to.have.property('code', 'NOT_FOUND')
  })

  it('keeps the old database when the load fails, and starts the services again', async () => {
    const before = await both()
    const made = await backup()
    const calls: string[] = []
    const services = {
      commands: {stop: [], start: []},
      stop: async () => void calls.push('stop'),
      start: async () => void calls.push('start'),
    }
    const meddler = new LocalHost()
    const broken: PostgresTarget = {...target, host: meddler}
    meddler.start = (command, options) =>
      new LocalHost().start(
        command.includes('/dev/null') ? ['psql', '-X', '-d', 'postgresql://127.0.0.1:1/'] : command,
        options,
      )

    const error = await failure(restore(made, {target: broken, services}))

    expect(error).to.have.property('code')
    expect(calls).to.deep.equal(['stop', 'start'])
    expect(await both()).to.deep.equal(before)
    expect((await names()).filter((name) => name.startsWith('bai_'))).to.deep.equal([])
  })

  it('goes back to the old database when the services do not become healthy', async () => {
    const made = await backup()
    await execute(target, 'backend', 'CREATE TABLE newer AS SELECT 1 AS a;')
    let starts = 0
    const services = {
      commands: {stop: [], start: []},
      stop: async () => undefined,
      start: async () => {
        if (starts++ === 0) throw new Error('not healthy')
      },
    }

    const error = await failure(restore(made, {services}))

    expect(String(error)).to.include('not healthy')
    expect((await execute(target, 'backend', 'SELECT a FROM newer;')).trim()).to.equal('1')
    await execute(target, 'backend', 'DROP TABLE newer;')
    expect((await names()).filter((name) => name.startsWith('bai_'))).to.deep.equal([])
  })

  it('is not disturbed by a client that reconnects in a loop', async () => {
    const before = await both()
    const made = await backup()
    let stop = false
    let tries = 0
    const client = (async () => {
      while (!stop) {
        tries += 1
        await failure(
          execute(target, 'backend', 'CREATE TABLE IF NOT EXISTS intruder (a int); SELECT pg_sleep(0.05);'),
        )
      }
    })()

    await restore(made)
    const found = await failure(execute(target, 'bai_restore_old_backend', 'SELECT 1;'))
    stop = true
    await client
    await execute(target, 'backend', 'DROP TABLE IF EXISTS intruder;')

    expect(tries).to.be.greaterThan(5)
    expect(found).to.be.instanceOf(Error)
    expect(await both()).to.deep.equal(before)
  })

  it('shows the steps and changes nothing with a plan alone', async () => {
    const made = await backup()

    const plan = await planDatabaseRestore({target, backup: made, repository: new Repository(dir)})

    expect(plan.steps.map(({step}) => step)).to.deep.equal([
      'close the databases to connections',
      `load backend as bai_restore_new_backend, ${WEIRD} as bai_restore_new_${WEIRD}`,
      'compare tables and rows with the backup',
      'swap old and new',
      'drop the old databases',
    ])
    expect(JSON.stringify(plan.steps)).not.to.include(PASSWORD)
  })
})
