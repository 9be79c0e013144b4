import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {cpSync, readdirSync} from 'node:fs'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {manifestText, parseManifest} from '../../../src/ops/backup/manifest.js'
import {finished} from '../../support/bai.js'
import {until} from '../../support/until.js'
import {sh} from '../support/lab.js'
import {AS_THEY_SHOULD_BE, Installation} from './installation.js'

const RESTORE = ['restore', 'db', 'latest', '--yes', '--no-services']

describe('bai ops backup and restore, in trouble', function () {
  this.timeout(300_000)
  let site: Installation

  before(async () => {
    site = await Installation.create()
    await site.ops(['etcd', 'put', 'manager/status', 'running'])
  })
  after(async () => site.remove())
  beforeEach(async () => site.forget())

  it('makes no second backup while one is made', async () => {
    await site.json(['backup', 'etcd'])
    const first = site.operator.user.start(['ops', 'backup', 'db'], {env: site.operator.env})
    first.stdin.end()
    const end = finished(first)
    await until(async () => (await site.files()).includes('.lock') || undefined, 'the lock')
    first.kill('SIGSTOP')

    const second = await site.ops(['backup', 'db'])
    const restore = await site.ops(['restore', 'etcd', 'latest', '--yes'])
    first.kill('SIGCONT')

    expect([second.exitCode, restore.exitCode]).to.deep.equal([7, 7])
    expect(second.stderr).to.include('backup db, pid')
    expect((await end).exitCode).to.equal(0)
  })

  it('leaves nothing of a backup that was interrupted, inside the container neither', async () => {
    const child = site.operator.user.start(['ops', 'backup', 'db'], {env: site.operator.env})
    child.stdin.end()
    const end = finished(child)
    await until(
      async () =>
        (await site.files().catch(() => [])).some((name) => name.startsWith('.partial')) || undefined,
      'the folder',
    )
    child.kill('SIGINT')

    const {exitCode} = await end

    expect(exitCode).to.equal(130)
    expect(await site.files()).to.deep.equal(['status.json'])
    const sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bai %';"
    expect(await site.sql(sessions)).to.equal('0')
  })

  it('brings the old databases back when a restore is interrupted', async () => {
    await site.json(['backup', 'db'])
    await site.sql('CREATE TABLE newer AS SELECT 1 AS a;')
    const child = site.operator.user.start(['ops', ...RESTORE], {env: site.operator.env})
    child.stdin.end()
    const end = finished(child)
    await until(async () => (await site.databases()).includes('backend (closed)') || undefined, 'the closing')
    child.kill('SIGINT')

    const {exitCode} = await end

    expect(exitCode).to.equal(130)
    expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
    expect(await site.sql('SELECT a FROM newer; DROP TABLE newer;')).to.equal('1')
  })

  it('says that the disk is full, before and in the middle, and leaves no part of a backup', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'bai-disk-'))
    await sh('mount', '-t', 'tmpfs', '-o', 'size=1m', 'bai-test', disk)
    try {
      const before = await site.ops(['backup', 'db', '--dir', disk])
      // A small backup lets it expect that the next one will be as small.
      const small = await site.json<{path: string; id: string}>(['backup', 'db'])
      cpSync(small.path, join(disk, small.id), {recursive: true})
      await site.sql('CREATE TABLE big AS SELECT md5(random()::text || i) FROM generate_series(1, 100000) i;')
      const middle = await site.ops(['backup', 'db', '--dir', disk])
      const left = readdirSync(disk).sort()

      expect([before.exitCode, middle.exitCode]).to.deep.equal([1, 1])
      expect(before.stderr).to.include('free; the backup needs')
      expect(middle.stderr).to.include('is full; the backup was discarded')
      expect(left).to.deep.equal([small.id, 'status.json'])
    } finally {
      await site.sql('DROP TABLE IF EXISTS big;')
      await sh('umount', disk)
      await rm(disk, {recursive: true, force: true})
    }
  })

  it('compresses beside Docker when the container has nothing to compress with', async () => {
    await site.database.inside('mv', '/usr/bin/gzip', '/usr/bin/gzip.away')
    try {
      const dry = await site.ops(['backup', 'db', '--compression', 'gzip', '--dry-run'])
      const made = await site.json<{id: string; files: {name: string}[]}>([
        ...['backup', 'db', '--compression', 'gzip'],
      ])
      const verified = await site.ops(['backup', 'verify', made.id])

      expect(dry.stdout).to.match(/^bash -o pipefail -c \S+ \| gzip .*bash docker exec .*pg_dumpall/)
      expect(made.files.map(({name}) => name)).to.deep.equal(['dump.sql.gz'])
      expect(verified.exitCode, verified.stderr).to.equal(0)
    } finally {
      await site.database.inside('mv', '/usr/bin/gzip.away', '/usr/bin/gzip')
    }
  })

  it('does not load a dump into an older server', async () => {
    const {path, id} = await site.json<{path: string; id: string}>(['backup', 'db', '--no-compress'])
    const file = join(path, 'dump.sql')
    const text = (await readFile(file, 'latin1')).replaceAll(
      /(Dumped from database version )15\.\d+/g,
      '$199.1',
    )
    await writeFile(file, text, 'latin1')
    const manifest = parseManifest(await readFile(join(path, 'manifest.json'), 'utf8'), id)
    const sha256 = createHash('sha256').update(text, 'latin1').digest('hex')
    const files = [{name: 'dump.sql', bytes: Buffer.byteLength(text, 'latin1'), sha256}]
    await writeFile(join(path, 'manifest.json'), manifestText({...manifest, files}))

    const {exitCode, stderr} = await site.ops(RESTORE)

    expect(exitCode).to.equal(11)
    expect(stderr).to.include('PostgreSQL 99.1')
    expect(await site.databases()).to.deep.equal(AS_THEY_SHOULD_BE)
  })

  it('refuses what was changed: a byte less, another byte, another manifest', async () => {
    const made = await site.json<{path: string; id: string; files: {name: string}[]}>(['backup', 'db'])
    const file = join(made.path, made.files[0]?.name ?? '')
    const manifest = join(made.path, 'manifest.json')
    const [good, said] = [await readFile(file), await readFile(manifest, 'utf8')]
    const flipped = Buffer.from(good)
    flipped.writeUInt8(flipped.readUInt8(1000) ^ 1, 1000)
    const codes: (number | null)[] = []
    const look = async (): Promise<void> => {
      codes.push(
        (await site.ops(['backup', 'verify', made.id])).exitCode,
        (await site.ops([...RESTORE, '--dry-run'])).exitCode,
      )
    }

    await writeFile(file, good.subarray(0, -1))
    await look()
    await writeFile(file, flipped)
    await look()
    await writeFile(file, good)
    await writeFile(manifest, said.replace(/"rows": \d+/, '"rows": 1'))
    await look()

    // Of a manifest that was edited there is no usable backup left to be the latest.
    expect(codes).to.deep.equal([11, 11, 11, 11, 11, 5])
  })
})
