import {Flags} from '@oclif/core'
import {join, resolve} from 'node:path'
import {BackupCommand} from '../../../cli/backup-command.js'
import {confirm} from '../../../cli/confirm.js'
import {UsageError} from '../../../cli/errors.js'
import {changeFlags, keepFlags, repositoryFlags} from '../../../cli/ops/backup-flags.js'
import type {ScheduleStep} from '../../../ops/index.js'

export default class OpsBackupSchedule extends BackupCommand {
  static override summary = 'Let systemd run the backups, or print a line for cron.'
  static override description = `Writes and enables bai-backup.timer, which runs "ops backup all" with this folder and these rules. Secrets do not
stand in it: they are read from /etc/bai/backup.env (mode 0600), in lines like BAI_BACKUP_PASSPHRASE=…`
  static override examples = [
    {
      description: 'Every night, the last two weeks are kept',
      command:
        '<%= config.bin %> ops backup schedule --dir /backup --at "*-*-* 03:10:00" --keep 14 --dry-run',
    },
    {
      description: 'Without systemd',
      command: '<%= config.bin %> ops backup schedule --dir /backup --keep 14 --cron "10 3 * * *"',
    },
  ]
  static override flags = {
    ...repositoryFlags,
    ...keepFlags,
    at: Flags.string({
      summary: "When, in systemd's words; by itself backup.schedule of the site file, else daily.",
      helpValue: 'CALENDAR',
      exclusive: ['cron', 'remove'],
    }),
    cron: Flags.string({
      summary: 'Print the line for a crontab instead.',
      helpValue: '"M H D M W"',
      exclusive: ['remove'],
    }),
    remove: Flags.boolean({summary: 'Take the timer away.'}),
    ...changeFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBackupSchedule)
    const ops = await import('../../../ops/index.js')
    const {site, path} = await this.loadSite(flags)
    const command = [process.execPath, join(this.config.root, 'bin', 'run.js'), 'ops', 'backup', 'all']
    const rules = Object.entries(flags).filter(([name, value]) => name in keepFlags && value !== undefined)
    command.push(
      ...(path === undefined ? [] : ['--site', resolve(path)]),
      ...(flags.dir === undefined ? [] : ['--dir', resolve(flags.dir)]),
      ...rules.flatMap(([name, value]) => [`--${name}`, String(value)]),
    )
    if (!flags.remove) ops.openRepository(site, flags)
    if (flags.cron !== undefined) {
      if (flags.cron.trim().split(/\s+/).length !== 5)
        throw new UsageError('--cron: expected are five fields, as "10 3 * * *".')
      process.stdout.write(`${ops.cronLine(flags.cron.trim(), command)}\n`)
      return
    }
    const calendar = flags.at ?? site.backup.schedule ?? 'daily'
    const environmentFile = '/etc/bai/backup.env'
    await this.#carryOut(
      flags.remove ? ops.planUnschedule() : ops.planSchedule({calendar, command, environmentFile}),
      flags,
    )
  }

  async #carryOut(
    steps: readonly ScheduleStep[],
    flags: {'dry-run': boolean; yes: boolean; remove: boolean},
  ) {
    const {applySchedule, LocalHost, stepText} = await import('../../../ops/index.js')
    const host = new LocalHost()
    if (flags['dry-run']) {
      process.stdout.write(steps.map((step) => `${stepText(host, step)}\n`).join(''))
      return
    }
    if (flags.remove)
      await confirm({action: 'Take away bai-backup.timer', yes: flags.yes, signal: this.signal})
    await applySchedule(host, steps, {signal: this.signal, progress: (text) => this.progress.step(text)})
    this.note(flags.remove ? 'The timer is gone.' : 'Scheduled. See: systemctl list-timers bai-backup.timer')
  }
}
