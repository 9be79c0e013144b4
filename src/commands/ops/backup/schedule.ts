import {Flags} from '@oclif/core'
import {join} from 'node:path'
import {BackupCommand} from '../../../cli/backup-command.js'
import {confirm} from '../../../cli/confirm.js'
import {changeFlags, keepFlags, repositoryFlags} from '../../../cli/ops/backup-flags.js'
import {cronFields, scheduledWords} from '../../../cli/ops/scheduled.js'
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
    if (flags.remove) return this.#remove(flags)
    const {cronLine, openRepository, planSchedule} = await import('../../../ops/index.js')
    const {site, path} = await this.loadSite(flags)
    openRepository(site, flags)
    const command = [
      process.execPath,
      join(this.config.root, 'bin', 'run.js'),
      ...scheduledWords(flags, path),
    ]
    if (flags.cron !== undefined) {
      process.stdout.write(`${cronLine(cronFields(flags.cron), command)}\n`)
      return
    }
    const calendar = flags.at ?? site.backup.schedule ?? 'daily'
    await this.#carryOut(planSchedule({calendar, command, environmentFile: '/etc/bai/backup.env'}), flags)
    if (!flags['dry-run']) this.note('Scheduled. See: systemctl list-timers bai-backup.timer')
  }

  async #remove(flags: {'dry-run': boolean; yes: boolean}): Promise<void> {
    const {planUnschedule} = await import('../../../ops/index.js')
    const action = 'Take away bai-backup.timer'
    if (!flags['dry-run']) await confirm({action, yes: flags.yes, signal: this.signal})
    await this.#carryOut(planUnschedule(), flags)
  }

  async #carryOut(steps: readonly ScheduleStep[], flags: {'dry-run': boolean}): Promise<void> {
    const {applySchedule, LocalHost, stepText} = await import('../../../ops/index.js')
    const host = new LocalHost()
    if (flags['dry-run']) {
      process.stdout.write(steps.map((step) => `${stepText(host, step)}\n`).join(''))
      return
    }
    await applySchedule(host, steps, {signal: this.signal, progress: (text) => this.progress.step(text)})
  }
}
