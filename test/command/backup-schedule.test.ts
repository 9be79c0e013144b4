import {expect} from 'chai'
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {BaiUser} from '../support/bai.js'

describe('bai ops backup without a server', () => {
  let person: BaiUser

  before(async () => {
    person = await BaiUser.create()
  })
  after(async () => person.remove())

  const backup = (...argv: string[]) => person.run(['ops', 'backup', ...argv])

  it('shows the units and commands of a schedule, with the folder, the rules and the site file', async () => {
    const site = join(person.home, 'my site.yaml')
    await writeFile(site, 'backup: {dir: /backup, schedule: "*-*-* 03:10:00"}\n')

    const {stdout, exitCode} = await backup('schedule', '--site', site, '--keep', '14', '--dry-run')

    expect(exitCode).to.equal(0)
    expect(stdout).to.match(/^ExecStart=.*run\.js ops backup all --site ".*my site\.yaml" --keep 14$/m)
    expect(stdout).to.include('OnCalendar=*-*-* 03:10:00\n')
    expect(stdout).to.include('EnvironmentFile=-/etc/bai/backup.env\n')
    expect(stdout).to.match(/systemctl enable --now bai-backup\.timer\n$/)
  })

  it('prints one line for cron, in which a percent sign is no line feed', async () => {
    await mkdir(join(person.cwd, '100%'))

    const good = await backup('schedule', '--dir', '100%', '--keep-daily', '7', '--cron', '10  3 * * *')
    const bad = await backup('schedule', '--dir', '100%', '--cron', 'daily')

    expect(good.stdout).to.match(/^10 3 \* \* \* .*--dir '.*\/100\\%' --keep-daily 7\n$/)
    expect(bad.exitCode).to.equal(2)
  })

  it('asks where the backups are, and which to keep, when nobody says', async () => {
    const list = await backup('list')
    const prune = await backup('prune', '--dir', person.cwd)
    const missing = await backup('list', '--dir', join(person.home, 'nowhere'))

    expect([list.exitCode, prune.exitCode, missing.exitCode]).to.deep.equal([2, 2, 5])
    expect(list.stderr).to.include('--dir')
  })

  it('explains why Redis needs none', async () => {
    const {stdout, exitCode} = await backup('redis', '--json')

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.include({service: 'redis', needed: false})
  })
})
