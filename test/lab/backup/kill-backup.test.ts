import {expect} from 'chai'
import {until} from '../../support/until.js'
import {labUp, sh, type Operator} from '../support/lab.js'
import {DoomedRun, fractions, killQuietly, postgresProgram, shareOut, sshFor} from './doomed-run.js'
import {Installation} from './installation.js'

const BACKUP = ['backup', 'db']

type OperatorOf = (site: Installation) => Operator

describe('a backup of databases of which something is killed', function () {
  this.timeout(600_000)
  let sites: Installation[]

  before(async () => {
    sites = await Promise.all([Installation.create(), Installation.create()])
  })
  after(async () => Promise.all(sites.map((site) => site.remove())))
  beforeEach(async () => Promise.all(sites.map((site) => site.forget())))

  /** Kills something at ten moments; then there are whole backups only, as many as runs have succeeded. */
  const killEach = async (
    kill: (run: DoomedRun, site: Installation, fraction: number) => Promise<void>,
    operatorOf: OperatorOf = (site) => site.operator,
  ): Promise<void> => {
    const succeeded = new Map(sites.map((site) => [site, 0]))
    await shareOut(sites, fractions(), async (site, fraction) => {
      const run = new DoomedRun(operatorOf(site), BACKUP)
      await kill(run, site, fraction)
      const {exitCode, stderr} = await run.end
      expect([0, 1, 5, 9, null], stderr).to.include(exitCode)
      if (exitCode === 0) succeeded.set(site, (succeeded.get(site) ?? 0) + 1)
    })
    await Promise.all(sites.map((site) => expectWholeOnly(site, succeeded.get(site) ?? 0)))
  }

  /** Every backup that `list` shows is good, and the next run leaves nothing else behind, in the server neither. */
  const expectWholeOnly = async (site: Installation, least: number): Promise<void> => {
    await site.json(BACKUP)
    const lines = await site.json<{id: string; result: string}[]>(['backup', 'verify', 'all'])
    const listed = await site.json<{id: string}[]>(['backup', 'list'])
    const running = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bai backup%';"
    expect(lines.map(({result}) => result)).to.deep.equal(lines.map(() => 'good'))
    expect(listed.length).to.equal(lines.length).and.to.be.greaterThan(least)
    expect((await site.files()).sort()).to.deep.equal([...listed.map(({id}) => id), 'status.json'].sort())
    await until(async () => (await site.sql(running)) === '0' || undefined, 'the end of all dumps')
  }

  /** Measures a run that nobody disturbs in each, while the others have one. */
  const measured = async (
    measure: (run: DoomedRun) => Promise<number>,
    operatorOf: OperatorOf = (site) => site.operator,
  ): Promise<(site: Installation) => number> => {
    const times = new Map<Installation, number>()
    await shareOut(sites, sites, async (site) => {
      times.set(site, await measure(new DoomedRun(operatorOf(site), BACKUP)))
    })
    return (site) => times.get(site) ?? 0
  }

  it('bai: no list shows a half one, and the next run cleans up', async () => {
    const duration = await measured((run) => run.duration())

    await killEach(async (run, site, fraction) => {
      await run.lasts(fraction * duration(site))
      await run.kill()
    })
  })

  it('pg_dumpall: the run fails, and nothing is published', async () => {
    const find = postgresProgram('pg_dumpall')
    const life = await measured((run) => run.life(find))

    await killEach(async (run, site, fraction) => {
      const pid = await run.process(find)
      await run.lasts(fraction * life(site))
      killQuietly(pid)
    })
  })

  it('the container: the run fails, and the next one works when it is back', async () => {
    const duration = await measured((run) => run.duration())

    await killEach(async (run, site, fraction) => {
      await run.lasts(fraction * duration(site))
      await sh('docker', 'kill', site.database.container)
      await run.end
      await site.startDatabase()
    })
  })

  it('ssh, from another machine: the run fails, and nothing is published', async () => {
    await labUp()
    const far = new Map<Installation, Operator>()
    for (const site of sites) far.set(site, await site.farOperator())
    const operatorOf: OperatorOf = (site) => far.get(site) ?? site.operator
    const find = sshFor(/pg_dumpall .*pipefail|pipefail.* pg_dumpall/)
    const life = await measured((run) => run.life(find), operatorOf)

    await killEach(async (run, site, fraction) => {
      const pid = await run.process(find)
      await run.lasts(fraction * life(site))
      killQuietly(pid)
    }, operatorOf)

    await Promise.all([...far.values()].map((operator) => operator.remove()))
  })
})
