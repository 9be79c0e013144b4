import {expect} from 'chai'
import {readdirSync, readFileSync} from 'node:fs'
import {setTimeout as pause} from 'node:timers/promises'
import {finished} from '../../support/bai.js'
import {until} from '../../support/until.js'
import {labUp, Operator, node, sh} from '../support/lab.js'
import {AS_THEY_SHOULD_BE, Installation} from './installation.js'

/** Moments of a run at which something is killed; more by hand. */
const MOMENTS = Number(process.env['BAI_LAB_MOMENTS'] ?? 2)
const BACKUP = ['backup', 'db']
const RESTORE = ['restore', 'db', 'latest', '--yes', '--no-services']
const ABORT = ['restore', 'db', '--abort', '--yes', '--no-services']

/** Evenly spread over a run. */
const moments = (count = MOMENTS): number[] => Array.from({length: count}, (_, i) => (i + 0.5) / count)

describe('what is killed in the middle', function () {
  this.timeout(900_000)
  let site: Installation
  let whole: string[]

  before(async () => {
    site = await Installation.create()
    whole = await site.fingerprints()
  })
  after(async () => site.remove())
  beforeEach(async () => {
    await site.forget()
    await site.json(BACKUP)
  })

  /** How long a command line takes here and now. */
  const durationOf = async (argv: readonly string[]): Promise<number> => {
    const start = performance.now()
    const {exitCode, stderr} = await site.ops(argv)
    expect(exitCode, stderr).to.equal(0)
    return performance.now() - start
  }

  /** Kills `bai` itself; what it has started must find out by itself. */
  const killBai = async (argv: readonly string[], afterMs: number): Promise<void> => {
    const child = site.operator.user.start(['ops', ...argv], {env: site.operator.env})
    child.stdin.end()
    const end = finished(child)
    await Promise.race([pause(afterMs), end])
    child.kill('SIGKILL')
    await end
  }

  /** The databases are whole, the old or the new ones, under their names, and open. */
  const expectWhole = async (when: string): Promise<void> => {
    expect(await site.databases(), when).to.deep.equal(AS_THEY_SHOULD_BE)
    await site.sql('DROP TABLE IF EXISTS newer;')
    expect(await site.fingerprints(), when).to.deep.equal(whole)
  }

  const expectOnlyWholeBackups = async (when: string): Promise<void> => {
    const lines = await site.json<{result: string}[]>(['backup', 'verify', 'all'])
    expect(
      lines.every(({result}) => result === 'good'),
      when,
    ).to.equal(true)
  }

  it('bai, during a backup: no list shows a half one, and the next run cleans up', async () => {
    const duration = await durationOf(BACKUP)

    for (const moment of moments(Math.max(10, MOMENTS))) await killBai(BACKUP, moment * duration)

    await expectOnlyWholeBackups('after all kills')
    const last = await site.json<{id: string}>(BACKUP)
    const files = await site.files()
    expect(files).to.include(last.id)
    expect(files.filter((name) => name.startsWith('.'))).to.deep.equal([])
    const running = await site.sql(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bai backup%';",
    )
    expect(running).to.equal('0')
  })

  it('bai, during a restore: run again, or --abort, and the databases are whole', async () => {
    const duration = await durationOf(RESTORE)

    for (const [i, moment] of moments(Math.max(10, MOMENTS)).entries()) {
      await site.sql('CREATE TABLE IF NOT EXISTS newer (a int);')
      await killBai(RESTORE, moment * duration)

      const {exitCode, stderr} = await site.ops(i % 2 === 0 ? ABORT : RESTORE)

      expect(exitCode, `${moment}: ${stderr}`).to.equal(0)
      await expectWhole(`killed at ${moment}`)
    }
  })

  it('pg_dumpall, during a backup: it fails, and nothing is published', async () => {
    const before = await site.files()

    for (const moment of moments()) {
      const {exitCode, stdout} = await whileItRuns(BACKUP, 'pg_dumpall', moment * 100)
      if (exitCode === 0) before.push((JSON.parse(stdout) as {id: string}).id)
    }

    expect((await site.files()).sort()).to.deep.equal(before.sort())
    await expectOnlyWholeBackups('after all kills')
  })

  it('psql, during a restore: the old databases are back at once', async () => {
    for (const moment of moments()) {
      await site.sql('CREATE TABLE IF NOT EXISTS newer (a int);')

      const {exitCode} = await whileItRuns(RESTORE, '-o /dev/null', moment * 100)

      expect([0, 1, 9]).to.include(exitCode)
      await expectWhole(`killed ${moment * 100} ms after it began`)
    }
  })

  it('the container, during a restore: --abort when it is back', async () => {
    const duration = await durationOf(RESTORE)
    for (const moment of moments()) {
      const child = site.operator.user.start(['ops', ...RESTORE], {env: site.operator.env})
      child.stdin.end()
      const end = finished(child)
      await Promise.race([pause(moment * duration), end])
      await sh('docker', 'kill', site.database.container)
      const {exitCode} = await end
      await sh('docker', 'start', site.database.container)
      await until(() => site.sql('SELECT 1;', 'postgres').catch(() => undefined), 'the database')

      const aborted = await site.ops(ABORT)

      expect([0, 1, 5, 9]).to.include(exitCode)
      expect(aborted.exitCode, aborted.stderr).to.equal(0)
      await expectWhole(`killed at ${moment}`)
    }
  })

  it('ssh, during a backup and a restore from another machine', async () => {
    await labUp()
    const far = await Operator.create({
      hosts: {far: node()},
      postgres: {container: site.database.container},
      backup: {dir: site.repository},
    })
    const made = await far.ops(BACKUP)
    expect(made.exitCode, made.stderr).to.equal(0)

    for (const moment of moments()) {
      const backup = await whileItRuns(BACKUP, 'ssh.*pg_dumpall', moment * 200, far)
      const restore = await whileItRuns(RESTORE, 'ssh.*-o /dev/null', moment * 200, far)

      expect([0, 9], backup.stderr).to.include(backup.exitCode)
      expect([0, 9], restore.stderr).to.include(restore.exitCode)
      await expectWhole(`ssh killed ${moment * 200} ms after it began`)
    }
    await far.remove()
    await expectOnlyWholeBackups('after all kills')
  })

  it('bai, during a restore of etcd: no key is lost, and running it again finishes', async () => {
    const tree = Object.fromEntries(Array.from({length: 5000}, (_, i) => [`k${i}`, `value ${i}`]))
    await site.operator.user.run(['ops', 'etcd', 'put-json', 'many', '-'], {
      env: site.operator.env,
      stdin: JSON.stringify(tree),
    })
    await site.json(['backup', 'etcd'])
    const before = (await site.ops(['etcd', 'get', '--prefix', ''])).stdout
    const restore = ['restore', 'etcd', 'latest', '--prune', '--yes']
    const lose = async (): Promise<void> => {
      await site.ops(['etcd', 'rm', '--prefix', 'many/k1', '--yes'])
      await site.ops(['etcd', 'put', 'extra', 'not in the backup'])
    }
    await lose()
    const duration = await durationOf(restore)

    for (const moment of moments()) {
      await lose()
      await killBai(restore, moment * duration)
      const kept = await site.ops(['etcd', 'get', 'many/k2000'])
      const again = await site.ops(restore)

      expect(kept.stdout).to.equal('value 2000\n')
      expect(again.exitCode, again.stderr).to.equal(0)
      expect((await site.ops(['etcd', 'get', '--prefix', ''])).stdout).to.equal(before)
    }
  })

  /** Runs a command line and kills the first program whose arguments match, some time after it has begun. */
  const whileItRuns = async (
    argv: readonly string[],
    pattern: string,
    afterMs: number,
    who: Operator = site.operator,
  ) => {
    const known = new Set(processes(pattern))
    const child = who.user.start(['ops', ...argv, '--json'], {env: who.env})
    child.stdin.end()
    const end = finished(child)
    let over = false
    void end.then(() => (over = true))
    const pid = await until(() => (over ? 0 : processes(pattern).find((one) => !known.has(one))), pattern)
    await pause(afterMs)
    if (pid !== 0) killQuietly(pid)
    return end
  }
})

/** Processes of this machine, those inside containers too, whose arguments match. */
function processes(pattern: string): number[] {
  const wanted = new RegExp(pattern)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        const line = words.join(' ')
        return wanted.test(line) && !/^(node|docker|sudo)\b|\/node /.test(line)
      } catch {
        return false
      }
    })
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}
