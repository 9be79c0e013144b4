import {expect} from 'chai'
import {labUp, sh, type Operator} from '../support/lab.js'
import {
  DoomedRun,
  fractions,
  killQuietly,
  postgresProgram,
  restoreMoments,
  shareOut,
  sshFor,
} from './doomed-run.js'
import {AS_THEY_SHOULD_BE, Installation} from './installation.js'

const RESTORE = ['restore', 'db', 'latest', '--yes', '--no-services']
const ABORT = ['restore', 'db', '--abort', '--yes', '--no-services']

/** Present when the old databases are there, absent when the restored ones are. */
const NEWER = 'CREATE TABLE IF NOT EXISTS newer (a int);'

describe('a restore of databases of which something is killed', function () {
  this.timeout(600_000)
  let sites: Installation[]
  const whole = new Map<Installation, string[]>()

  before(async () => {
    sites = await Promise.all([Installation.create(), Installation.create()])
    await shareOut(sites, sites, async (site) => {
      whole.set(site, await site.fingerprints())
      await site.json(['backup', 'db'])
    })
  })
  after(async () => Promise.all(sites.map((site) => site.remove())))

  /** The databases are whole, the old or the new ones, under their names, and open. */
  const expectWhole = async (site: Installation, when: string): Promise<void> => {
    expect(await site.databases(), when).to.deep.equal(AS_THEY_SHOULD_BE)
    await site.sql('DROP TABLE IF EXISTS newer;')
    expect(await site.fingerprints(), when).to.deep.equal(whole.get(site))
  }

  it('bai: run again, or --abort, and the databases are whole', async () => {
    await shareOut(sites, restoreMoments(), async (site, moment, i) => {
      await site.sql(NEWER)
      const run = new DoomedRun(site.operator, RESTORE)
      await run.reaches(moment)
      await run.kill()

      const {exitCode, stderr} = await site.ops(i % 4 < 2 ? ABORT : RESTORE)

      expect(exitCode, `${JSON.stringify(moment)}: ${stderr}`).to.equal(0)
      await expectWhole(site, `killed at ${JSON.stringify(moment)}`)
    })
  })

  it('psql: the old databases are back at once', async () => {
    const find = postgresProgram('psql')
    const life = await lives(sites, find)

    await shareOut(sites, fractions(), async (site, fraction) => {
      await site.sql(NEWER)
      const run = new DoomedRun(site.operator, RESTORE)
      const pid = await run.process(find)
      await run.lasts(fraction * life(site))
      killQuietly(pid)

      const {exitCode, stderr} = await run.end

      expect([0, 1, 9], stderr).to.include(exitCode)
      await expectWhole(site, `killed at ${fraction} of it`)
    })
  })

  it('the container: --abort when it is back', async () => {
    await shareOut(sites, restoreMoments(), async (site, moment) => {
      await site.sql(NEWER)
      const run = new DoomedRun(site.operator, RESTORE)
      await run.reaches(moment)
      await sh('docker', 'kill', site.database.container)
      const {exitCode, stderr} = await run.end
      await site.startDatabase()

      const aborted = await site.ops(ABORT)

      expect([0, 1, 5, 9], stderr).to.include(exitCode)
      expect(aborted.exitCode, aborted.stderr).to.equal(0)
      await expectWhole(site, `killed at ${JSON.stringify(moment)}`)
    })
  })

  it('ssh, from another machine: the old databases are back at once', async () => {
    await labUp()
    const far = new Map<Installation, Operator>()
    for (const site of sites) far.set(site, await site.farOperator())
    const operatorOf = (site: Installation): Operator => far.get(site) ?? site.operator
    const find = sshFor(/psql .*-o \/dev\/null/)
    const life = await lives(sites, find, operatorOf)

    await shareOut(sites, fractions(), async (site, fraction) => {
      await site.sql(NEWER)
      const run = new DoomedRun(operatorOf(site), RESTORE)
      const pid = await run.process(find)
      await run.lasts(fraction * life(site))
      killQuietly(pid)

      const {exitCode, stdout, stderr} = await run.end

      expect([0, 9], stderr + stdout).to.include(exitCode)
      await expectWhole(site, `ssh killed at ${fraction} of it`)
    })
    await Promise.all([...far.values()].map((operator) => operator.remove()))
  })
})

/** How long a process of a restore lives in each installation, while the others have a restore as well. */
async function lives(
  sites: readonly Installation[],
  find: (run: DoomedRun) => number | undefined,
  operatorOf: (site: Installation) => Operator = (site) => site.operator,
): Promise<(site: Installation) => number> {
  const times = new Map<Installation, number>()
  await shareOut(sites, sites, async (site) => {
    times.set(site, await new DoomedRun(operatorOf(site), RESTORE).life(find))
  })
  return (site) => times.get(site) ?? 0
}
