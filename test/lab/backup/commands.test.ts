import {generateIdentity, identityToRecipient} from 'age-encryption'
import {expect} from 'chai'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {AS_THEY_SHOULD_BE, Installation, ROWS} from './installation.js'

/** There is no manager beside the database of these tests. */
const RESTORE = ['restore', 'db', 'latest', '--yes', '--no-services']

interface Made {
  kind: string
  id: string
  path: string
  outcome: string
  files: {name: string; bytes: number}[]
}

describe('bai ops backup and restore', function () {
  this.timeout(300_000)
  let site: Installation

  before(async () => {
    site = await Installation.create()
  })
  after(async () => site.remove())
  beforeEach(async () => {
    await site.forget()
    await site.ops(['etcd', 'put', 'manager/status', 'running'])
  })

  const restore = (...flags: string[]) => site.ops([...RESTORE, ...flags])

  it('gives back databases that were destroyed: rows, roles, grants, sequences, large objects', async () => {
    const before = await site.fingerprints()
    const made = await site.json<Made[]>(['backup', 'all'])
    await site.sql('DROP DATABASE backend WITH (FORCE);', 'postgres')
    await site.sql('DROP DATABASE "we""ird, näme"; DROP ROLE IF EXISTS nobody;', 'postgres')

    const {exitCode, stderr} = await restore()

    expect(exitCode, stderr).to.equal(0)
    expect(made.map(({kind, outcome}) => [kind, outcome])).to.deep.equal([
      ['db', 'done'],
      ['etcd', 'done'],
    ])
    expect(await site.fingerprints()).to.deep.equal(before)
    expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
  })

  it('does the same with one dump a database, encrypted to a key', async () => {
    const before = await site.fingerprints()
    const [mine, other] = [await keyFile(site, 'mine'), await keyFile(site, 'other')]
    await site.json(['backup', 'db', '--jobs', '2', '--encrypt-to', mine.recipient])
    await site.sql('DROP TABLE other.child; TRUNCATE t CASCADE;')

    const without = await restore()
    const wrong = await restore('--identity', other.file)
    const right = await restore('--identity', mine.file)

    expect([without.exitCode, wrong.exitCode, right.exitCode], right.stderr).to.deep.equal([6, 6, 0])
    expect(await site.fingerprints()).to.deep.equal(before)
  })

  it('opens what a passphrase has closed with that passphrase only', async () => {
    const passphrase = (text: string) => ({BAI_BACKUP_PASSPHRASE: text})
    await site.json(['backup', 'etcd', '--encrypt'], passphrase('correct horse'))

    const wrong = await site.ops(['backup', 'verify', 'latest'], passphrase('battery staple'))
    const right = await site.ops(['backup', 'verify', 'latest'], passphrase('correct horse'))

    expect([wrong.exitCode, right.exitCode], right.stderr).to.deep.equal([6, 0])
  })

  it('works over TCP with a password', async () => {
    const before = await site.fingerprints()
    const {flags, env} = site.overTcp

    const made = await site.ops(['backup', 'db', ...flags], env)
    await site.sql('DELETE FROM other.child;')
    const restored = await site.ops([...RESTORE, ...flags], env)

    expect([made.exitCode, restored.exitCode], made.stderr + restored.stderr).to.deep.equal([0, 0])
    expect(await site.fingerprints()).to.deep.equal(before)
  })

  it('shows a restore step by step, with its statements, and changes nothing', async () => {
    await site.json(['backup', 'db'])
    await site.sql('CREATE TABLE newer (a int);')

    const {stdout, exitCode} = await site.ops(['restore', 'db', 'latest', '--dry-run', '--no-services'])

    expect(exitCode).to.equal(0)
    expect(stdout).to.include('ALTER DATABASE "backend" ALLOW_CONNECTIONS false;')
    expect(stdout).to.include('ALTER DATABASE "backend" RENAME TO "bai_restore_old_backend";')
    expect(await site.sql('DROP TABLE newer; SELECT 1;')).to.equal('1')
    expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
  })

  it('restores nothing without --yes where nobody can be asked', async () => {
    await site.json(['backup', 'all'])

    const db = await site.ops(['restore', 'db', 'latest', '--no-services'])
    await site.ops(['etcd', 'put', 'manager/status', 'frozen'])
    const etcd = await site.ops(['restore', 'etcd', 'latest'])
    const prune = await site.ops(['backup', 'prune', '--keep', '1'])

    expect([db.exitCode, etcd.exitCode, prune.exitCode]).to.deep.equal([12, 12, 0])
    expect((await site.ops(['etcd', 'get', 'manager/status'])).stdout).to.equal('frozen\n')
  })

  it('keeps the replaced databases, open, when asked to', async () => {
    await site.json(['backup', 'db'])
    await site.sql('CREATE TABLE newer AS SELECT 7 AS a;')

    const {kept} = await site.json<{kept: string[]}>([...[...RESTORE, '--keep-old', '--only', 'backend']])

    const [name = ''] = kept
    expect(await site.sql('SELECT a FROM newer;', name)).to.equal('7')
    await site.sql(`DROP DATABASE "${name}";`, 'postgres')
    expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
  })

  it('really restores a backup on the side, leaves nothing of it, and alters no role', async () => {
    await site.json(['backup', 'all'])
    await site.sql("ALTER ROLE alice PASSWORD 'changed since'; CREATE ROLE temp; DROP ROLE temp;", 'postgres')
    const before = await site.fingerprints()

    const lines = await site.json<{result: string; tables: number; keys: number}[]>([
      ...['backup', 'verify', 'latest', '--scratch'],
    ])

    expect(lines.map(({result}) => result)).to.deep.equal(['good', 'good'])
    expect(lines[0]?.tables).to.be.greaterThan(5)
    expect(await site.fingerprints()).to.deep.equal(before)
    expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
    const keys = await site.ops(['etcd', 'ls', '-q'])
    expect(keys.stdout, keys.stderr).to.equal('manager/status\n')
  })

  it('tells a damaged backup from a good one: list, verify, restore and prune', async () => {
    const [good] = await site.json<Made[]>(['backup', 'all'])
    const bad = await site.json<Made>(['backup', 'db'])
    const file = join(bad.path, bad.files[0]?.name ?? '')
    const bytes = await readFile(file)
    await writeFile(file, bytes.subarray(0, -1))

    const list = await site.json<{id: string; state: string}[]>(['backup', 'list', '--kind', 'db'])
    const verify = await site.ops(['backup', 'verify', 'all', '--json'])
    const restored = await site.ops(['restore', 'db', bad.id, '--yes', '--no-services'])
    const pruned = await site.json<{id: string; action: string}[]>([
      ...['backup', 'prune', '--kind', 'db', '--keep', '1', '--yes'],
    ])

    expect(list.map(({id, state}) => [id, state])).to.deep.equal([
      [bad.id, 'damaged'],
      [good?.id, 'good'],
    ])
    expect([verify.exitCode, restored.exitCode]).to.deep.equal([11, 11])
    expect(pruned.map(({id, action}) => [id, action])).to.deep.equal([
      [good?.id, 'keep'],
      [bad.id, 'damaged'],
    ])
  })

  it('removes older backups by the rules after a good one, never the newest', async () => {
    await site.json(['backup', 'etcd'])
    await site.json(['backup', 'etcd'])
    const last = await site.json<Made & {removed: string[]}>(['backup', 'etcd', '--keep', '1'])

    const ids = (await site.ops(['backup', 'list', '--quiet'])).stdout.trim().split('\n')

    expect(last.removed).to.have.length(2)
    expect(ids).to.deep.equal([last.id])
  })

  it('tells monitoring how old the last good backup is, and why the last try failed', async () => {
    const empty = await site.ops(['backup', 'list', '--max-age', '1d'])
    await site.json(['backup', 'all'])
    const fresh = await site.ops(['backup', 'list', '--max-age', '1d', '--json'])
    await site.ops(['backup', 'etcd', '--endpoint', 'http://127.0.0.1:1'])
    const status = JSON.parse(await readFile(join(site.repository, 'status.json'), 'utf8')) as {
      etcd: {lastAttempt: {ok: boolean; error: string}; lastSuccess: {id: string}}
    }
    const old = await site.ops(['backup', 'list', '--max-age', '0s'])

    expect([empty.exitCode, fresh.exitCode, old.exitCode]).to.deep.equal([5, 0, 11])
    expect(JSON.parse(fresh.stdout)).to.have.length(2)
    expect(status.etcd.lastAttempt.ok).to.equal(false)
    expect(status.etcd.lastAttempt.error).to.include('127.0.0.1:1')
    expect(status.etcd.lastSuccess.id).to.match(/^etcd-/)
  })

  it('says in its status what is wrong, and leaves no partial backup', async () => {
    const {flags} = site.overTcp
    const wrong = {BAI_PG_PASSWORD: 'wrong-Passw0rd'}
    const failures = {
      password: await site.ops(['backup', 'db', ...flags], wrong),
      server: await site.ops(['backup', 'db', '--address', '127.0.0.1:1'], wrong),
      container: await site.ops(['backup', 'db', '--container', 'no-such-container']),
      program: await site.ops(['backup', 'db', '--container', site.etcd.container]),
      database: await site.ops(['backup', 'db', '--database', 'nope']),
      etcd: await site.ops(['backup', 'etcd', '--endpoint', 'http://127.0.0.1:1']),
      namespace: await site.ops(['backup', 'etcd', '--namespace', 'nothing']),
      id: await site.ops(['restore', 'db', 'db-20200101-000000', '--yes', '--no-services']),
    }

    const codes = Object.entries(failures).map(([name, {exitCode}]) => [name, exitCode])
    expect(Object.fromEntries(codes)).to.deep.equal({
      password: 6,
      server: 9,
      container: 5,
      program: 5,
      database: 5,
      etcd: 9,
      namespace: 7,
      id: 5,
    })
    expect(JSON.stringify(failures)).not.to.include('wrong-Passw0rd')
    expect(await site.files()).to.deep.equal(['status.json'])
  })

  it('prints the exact commands of a backup and makes none', async () => {
    const {stdout, exitCode} = await site.ops(['backup', 'all', '--dry-run'])

    expect(exitCode).to.equal(0)
    expect(stdout).to.include(`${site.database.container} bash -o pipefail -c`)
    expect(stdout).to.include('pg_dumpall -U postgres -w')
    expect(stdout).to.include('/sorna/local/')
  })

  it('counts what it saves', async () => {
    await site.json(['backup', 'db'])

    const [line] = await site.json<{rows: number; tables: number; state: string}[]>(['backup', 'list'])

    expect(line?.state).to.equal('good')
    expect(line?.rows).to.be.greaterThan(ROWS)
  })
})

/** An age key of its own, as `age-keygen` writes it. */
async function keyFile(site: Installation, name: string): Promise<{file: string; recipient: string}> {
  const identity = await generateIdentity()
  const file = join(site.operator.user.home, `${name}.key`)
  await writeFile(file, `# created for a test\n${identity}\n`, {mode: 0o600})
  return {file, recipient: await identityToRecipient(identity)}
}
