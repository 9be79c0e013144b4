import {expect} from 'chai'
import {openEtcd, type EtcdClient} from '../../../src/ops/etcd/client.js'
import type {EtcdEntry} from '../../../src/ops/etcd/entry.js'
import {readSnapshot} from '../../../src/ops/etcd/export.js'
import {applyOperations} from '../../../src/ops/etcd/import.js'
import {until} from '../../support/until.js'
import {sh} from '../support/lab.js'
import {DoomedRun, fractions, shareOut} from './doomed-run.js'
import {Installation} from './installation.js'

const PREFIX = Buffer.from('/sorna/local/')
const KEYS = 5000

const BACKUP = ['backup', 'etcd']
const RESTORE = ['restore', 'etcd', 'latest', '--prune', '--yes']

describe('a backup and a restore of etcd of which something is killed', function () {
  this.timeout(600_000)
  let sites: Installation[]
  const whole = new Map<Installation, EtcdEntry[]>()

  before(async () => {
    sites = await Promise.all([Installation.create(), Installation.create()])
    await shareOut(sites, sites, async (site) => {
      await inEtcd(site, (client) => applyOperations(client, puts(KEYS)))
      whole.set(site, await entriesOf(site))
    })
  })
  after(async () => Promise.all(sites.map((site) => site.remove())))
  beforeEach(async () => {
    await shareOut(sites, sites, async (site) => {
      await site.forget()
      await site.json([...BACKUP, ...(await endpointOf(site))])
    })
  })

  /** Takes keys away and adds one that is in no backup. */
  const lose = (site: Installation): Promise<void> =>
    inEtcd(site, async (client) => {
      await client.apply([{removePrefix: keyOf('many/k1')}, {put: keyOf('extra'), value: Buffer.from('1')}])
    })

  /** Loses keys, lets a restore be killed, and sees that nothing is lost by that and that a second run finishes. */
  const restoreThrough = async (
    site: Installation,
    kill: (run: DoomedRun) => Promise<void>,
  ): Promise<void> => {
    await lose(site)
    const run = new DoomedRun(site.operator, [...RESTORE, ...(await endpointOf(site))])
    await kill(run)
    const {exitCode, stderr} = await run.end
    const between = await entriesOf(site)
    const again = await site.ops([...RESTORE, ...(await endpointOf(site))])

    expect([0, 1, 9, null], stderr).to.include(exitCode)
    const left = new Set(between.map(({key}) => key.toString()))
    const kept = (whole.get(site) ?? []).filter(({key}) => !key.toString().startsWith('many/k1'))
    expect(kept.filter(({key}) => !left.has(key.toString()))).to.deep.equal([])
    expect(again.exitCode, again.stderr).to.equal(0)
    expect(await entriesOf(site)).to.deep.equal(whole.get(site))
  }

  const durations = async (
    argv: readonly string[],
    prepare: (site: Installation) => Promise<void> = async () => undefined,
  ): Promise<(site: Installation) => number> => {
    const times = new Map<Installation, number>()
    await shareOut(sites, sites, async (site) => {
      await prepare(site)
      const run = new DoomedRun(site.operator, [...argv, ...(await endpointOf(site))])
      times.set(site, await run.duration())
    })
    return (site) => times.get(site) ?? 0
  }

  /** Only good backups, and nothing else but the status. */
  const expectWholeOnly = async (site: Installation): Promise<void> => {
    await site.json([...BACKUP, ...(await endpointOf(site))])
    const lines = await site.json<{id: string; result: string}[]>(['backup', 'verify', 'all'])
    expect(lines.map(({result}) => result)).to.deep.equal(lines.map(() => 'good'))
    const files = await site.files()
    expect(files.sort()).to.deep.equal([...lines.map(({id}) => id), 'status.json'].sort())
  }

  it('bai, during a backup: there are whole backups only', async () => {
    const duration = await durations(BACKUP)

    await shareOut(sites, fractions(), async (site, fraction) => {
      const run = new DoomedRun(site.operator, [...BACKUP, ...(await endpointOf(site))])
      await run.lasts(fraction * duration(site))
      await run.kill()
    })

    await Promise.all(sites.map(expectWholeOnly))
  })

  it('etcd, during a backup: there are whole backups only', async () => {
    const duration = await durations(BACKUP)

    await shareOut(sites, fractions(), async (site, fraction) => {
      const run = new DoomedRun(site.operator, [...BACKUP, ...(await endpointOf(site))])
      await run.lasts(fraction * duration(site))
      await restartEtcd(site)
      const {exitCode, stderr} = await run.end
      expect([0, 1, 9], stderr).to.include(exitCode)
    })

    await Promise.all(sites.map(expectWholeOnly))
  })

  it('bai, during a restore: no key is lost, and running it again finishes', async () => {
    const duration = await durations(RESTORE, lose)

    await shareOut(sites, fractions(), (site, fraction) =>
      restoreThrough(site, async (run) => {
        await run.lasts(fraction * duration(site))
        await run.kill()
      }),
    )
  })

  it('etcd, during a restore: no key is lost, and running it again finishes', async () => {
    const duration = await durations(RESTORE, lose)

    await shareOut(sites, fractions(), (site, fraction) =>
      restoreThrough(site, async (run) => {
        await run.lasts(fraction * duration(site))
        await restartEtcd(site)
      }),
    )
  })
})

function keyOf(name: string): Buffer {
  return Buffer.concat([PREFIX, Buffer.from(name)])
}

function puts(count: number): {put: Buffer; value: Buffer}[] {
  return Array.from({length: count}, (_, i) => ({put: keyOf(`many/k${i}`), value: Buffer.from(`value ${i}`)}))
}

/** Docker gives a restarted container another port. */
async function endpointOf({etcd}: Installation): Promise<string[]> {
  const published = await sh('docker', 'port', etcd.container, '2379/tcp')
  return ['--endpoint', `http://${published.split('\n')[0] ?? ''}`]
}

async function inEtcd<Result>(
  site: Installation,
  act: (client: EtcdClient) => Promise<Result>,
): Promise<Result> {
  const [, endpoint = ''] = await endpointOf(site)
  const client = await openEtcd({endpoints: [endpoint]})
  try {
    return await act(client)
  } finally {
    client.close()
  }
}

function entriesOf(site: Installation): Promise<EtcdEntry[]> {
  return inEtcd(site, async (client) => (await readSnapshot(client, PREFIX)).entries)
}

/** Kills it with all that it was about to say, and waits until it answers again. */
async function restartEtcd(site: Installation): Promise<void> {
  await sh('docker', 'kill', site.etcd.container)
  await sh('docker', 'start', site.etcd.container)
  const answers = (): Promise<string | undefined> =>
    site.etcd.inside('etcdctl', 'endpoint', 'health').catch(() => undefined)
  await until(answers, 'etcd')
}
