import {expect} from 'chai'
import {mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Repository, type UsableBackup} from '../../../src/ops/backup/repository.js'
import {backupEtcd, readEtcdBackup} from '../../../src/ops/etcd/backup.js'
import {openEtcd, type EtcdClient} from '../../../src/ops/etcd/client.js'
import {planRestore} from '../../../src/ops/etcd/diff.js'
import type {EtcdEntry} from '../../../src/ops/etcd/entry.js'
import {readSnapshot} from '../../../src/ops/etcd/export.js'
import {applyOperations, applyPlan} from '../../../src/ops/etcd/import.js'
import {startEtcd, type TestServer} from './servers.js'

const PREFIX = '/sorna/local/'
const prefix = Buffer.from(PREFIX)

describe('etcd backups against a real etcd', function () {
  this.timeout(60_000)
  let server: TestServer & {endpoint: string}
  let client: EtcdClient
  let dir: string

  before(async () => {
    server = await startEtcd()
    client = await openEtcd({endpoints: [server.endpoint]})
  })
  after(async () => {
    client.close()
    await server.stop()
  })
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'bai-repository-'))
    await client.apply([{removePrefix: Buffer.from('/')}])
  })
  afterEach(() => rmSync(dir, {recursive: true, force: true}))

  const put = async (pairs: readonly (readonly [string | Buffer, string | Buffer])[]): Promise<void> =>
    applyOperations(
      client,
      pairs.map(([key, value]) => ({
        put: Buffer.concat([prefix, Buffer.from(key as string)]),
        value: Buffer.from(value as string),
      })),
    )
  const present = async (): Promise<EtcdEntry[]> => (await readSnapshot(client, prefix)).entries
  const backup = (compression: 'gzip' | 'zstd' | 'none' = 'gzip'): Promise<UsableBackup> =>
    backupEtcd({client, prefix: PREFIX, repository: new Repository(dir), compression, baiVersion: '0'})
  const restore = async (made: UsableBackup, prune = true): Promise<void> => {
    const wanted = await readEtcdBackup(made, {})
    const plan = planRestore(wanted, await present())
    await applyPlan(client, {prefix, wanted, plan, prune})
  }

  it('gives back every key, byte for byte', async () => {
    await put([
      ['a', 'value'],
      ['a/b', 'child'],
      ['a/b%2Fc', 'slash'],
      ['lower%2fcase', '1'],
      ['space and:colon', '2'],
      ['한글', '값\n%2F'],
      [Buffer.from([0xff, 0x00]), Buffer.from([0xfe, 0x80])],
      ['binary', Buffer.from([0, 1, 0xff])],
      ['empty', ''],
      ['large', 'x'.repeat(1_400_000)],
    ])
    const before = await present()

    const made = await backup('zstd')
    await client.apply([{removePrefix: prefix}])
    await put([['other', 'not in the backup']])
    await restore(made)

    expect(await present()).to.deep.equal(before)
  })

  it('touches only its prefix', async () => {
    await put([['a', '1']])
    await client.apply([{put: Buffer.from('/sorna/local2/x'), value: Buffer.from('2')}])
    const made = await backup()

    await restore(made)

    expect((await client.get(Buffer.from('/sorna/local2/x')))?.toString()).to.equal('2')
  })

  it('refuses a tree without keys and leaves nothing in the repository', async () => {
    const error = await backup().catch((reason: unknown) => reason)

    expect(error).to.have.property('code', 'CONFLICT')
    expect(readdirSync(dir)).to.deep.equal(['status.json'])
  })

  it('reads at one revision while somebody writes, and starts over when it is compacted', async () => {
    await put(Array.from({length: 300}, (_, i) => [`k${String(i).padStart(4, '0')}`, 'old'] as const))
    let compacted = 0
    const meddling: EtcdClient = Object.assign(Object.create(client) as EtcdClient, {
      range: async (query: Parameters<EtcdClient['range']>[0]) => {
        const page = await client.range(query)
        await put([['k0299', `new ${compacted}`]])
        if (compacted++ === 0) {
          const now = await client.range({from: prefix, end: Buffer.from('/t'), limit: 1})
          await server.inside('etcdctl', 'compact', now.revision)
        }
        return page
      },
    })

    const {entries} = await readSnapshot(meddling, prefix, {pageKeys: 50})

    expect(entries).to.have.length(300)
    expect(entries.at(-1)?.value.toString()).to.equal('new 0')
  })

  it('keeps a lease a lease', async () => {
    const lease = await client.grantLease(3600)
    await put([['a', '1']])
    await client.apply([{put: Buffer.from(`${PREFIX}node`), value: Buffer.from('up'), lease}])
    const made = await backup()
    await client.apply([{removePrefix: prefix}])

    await restore(made)

    const {keys} = await client.range({
      from: Buffer.from(`${PREFIX}node`),
      end: Buffer.from(`${PREFIX}nodf`),
      limit: 1,
    })
    expect(keys[0]?.lease).not.to.equal('0')
    expect(await client.leaseSeconds(keys[0]?.lease ?? '')).to.equal(3600)
  })

  it('goes on working after a value that is too large', async () => {
    const error = await put([['big', 'x'.repeat(2 * 1024 * 1024)]]).catch((reason: unknown) => reason)
    await put([['small', '1']])

    expect(error).to.have.property('code', 'ETCD_REFUSED')
    expect(await present()).to.have.length(1)
  })

  it('finishes a restore that was interrupted', async () => {
    await put(Array.from({length: 1000}, (_, i) => [`k${i}`, `v${i}`] as const))
    const before = await present()
    const made = await backup()
    await client.apply([{removePrefix: prefix}])
    const abort = new AbortController()
    const wanted = await readEtcdBackup(made, {})
    const plan = planRestore(wanted, [])

    const error = await applyPlan(client, {
      prefix,
      wanted,
      plan,
      prune: true,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    }).catch((reason: unknown) => reason)
    await restore(made)

    expect(error).to.have.property('code', 'ABORTED')
    expect(await present()).to.deep.equal(before)
  })

  it('names how many keys are not what was restored, wherever they are', async () => {
    const lease = await client.grantLease(3600)
    await put(Array.from({length: 12_000}, (_, i) => [`k${String(i).padStart(5, '0')}`, `v${i}`] as const))
    const wanted = (await present()).map((entry, i) => (i === 6000 ? {...entry, leaseSeconds: 60} : entry))
    const key = (name: string): Buffer => Buffer.from(PREFIX + name)
    await client.apply([
      {remove: key('k00002')},
      {put: key('k04000'), value: Buffer.from('other')},
      {remove: key('k06000')},
      {put: key('k08000x'), value: Buffer.from('of nobody')},
      {put: key('k11000'), value: Buffer.from('v11000'), lease},
      {remove: key('k11999')},
    ])

    const error = await applyPlan(client, {
      prefix,
      wanted,
      plan: {put: [], extra: [], changed: 0, same: wanted.length},
      prune: false,
    }).catch((reason: unknown) => reason)

    expect(error).to.have.property('code', 'CHECK_FAILED')
    expect(error)
      .to.have.property('message')
      .that.matches(/^4 keys are not what was restored, k00002 first/)
  })

  it('notices one flipped byte, one missing byte and an edited manifest', async () => {
    await put([['a', '1']])
    const made = await backup()
    const file = join(made.dir, made.manifest.files[0]?.name ?? '')
    const good = readFileSync(file)
    const codes: unknown[] = []
    const read = async (): Promise<void> => {
      const found = await new Repository(dir)
        .find(made.id, 'etcd')
        .then((one) => readEtcdBackup(one, {}))
        .catch((e: unknown) => e)
      codes.push((found as {code?: string}).code)
    }

    writeFileSync(file, good.subarray(0, -1))
    await read()
    const flipped = Buffer.from(good)
    flipped.writeUInt8(flipped.readUInt8(12) ^ 1, 12)
    writeFileSync(file, flipped)
    await read()
    writeFileSync(file, good)
    const manifest = join(made.dir, 'manifest.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"keys": 1', '"keys": 2'))
    await read()

    expect(codes).to.deep.equal(['CHECK_FAILED', 'CHECK_FAILED', 'CHECK_FAILED'])
  })

  it('writes files that only their owner reads', async () => {
    await put([['a', '1']])

    const made = await backup()

    const modes = [made.dir, ...readdirSync(made.dir).map((name) => join(made.dir, name))].map(
      (file) => statSync(file).mode & 0o777,
    )
    expect(modes).to.deep.equal([0o700, 0o600, 0o600])
  })

  it('says where it looked when etcd does not answer', async () => {
    const nobody = await openEtcd({endpoints: ['http://127.0.0.1:1']})

    const error = await readSnapshot(nobody, prefix).catch((reason: unknown) => reason)

    nobody.close()
    expect(error).to.have.property('code', 'UNREACHABLE')
    expect(String(error)).to.include('127.0.0.1:1')
  })
})
