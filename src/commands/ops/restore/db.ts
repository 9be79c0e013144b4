import {Args, Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {confirm} from '../../../cli/confirm.js'
import {UsageError} from '../../../cli/errors.js'
import {outputFlags} from '../../../cli/flags.js'
import {changeFlags, decryptionFlags, postgresFlags, repositoryFlags} from '../../../cli/ops/backup-flags.js'
import {abortView, restoreLines, restoreLineView, restoreView} from '../../../cli/views/restore.js'
import type {DatabaseRestoreOptions} from '../../../ops/index.js'
import {formatSize} from '../../../sdk/index.js'

export default class OpsRestoreDb extends BackupCommand {
  static override summary = 'Put the databases of a backup in the place of those that are there.'
  static override description = `BACKUP is an id, "latest", or a file that "pg_dumpall" wrote. It is read to its last byte first and loaded beside what
is there; old and new change places only when tables and rows are as they were saved. After any failure the old databases
are back under their names. One that was killed is ended by running it again, or by --abort.`
  static override examples = [
    {
      description: 'What would be done',
      command: '<%= config.bin %> ops restore db latest --dir /backup --dry-run',
    },
    {
      description: 'Do it, and keep the replaced databases',
      command: '<%= config.bin %> ops restore db latest --dir /backup --keep-old --yes',
    },
    {
      description: 'From a file that was made by hand',
      command: '<%= config.bin %> ops restore db ./dump.sql --dry-run',
    },
    {
      description: 'Undo one that was killed',
      command: '<%= config.bin %> ops restore db --abort --dir /backup --yes',
    },
  ]
  static override args = {backup: Args.string({description: 'An id, "latest", or a file.'})}
  static override flags = {
    ...repositoryFlags,
    ...decryptionFlags,
    ...postgresFlags,
    only: Flags.string({
      summary: 'Only this database of the backup (repeatable).',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'keep-old': Flags.boolean({summary: 'Keep the replaced databases, under names of their own.'}),
    services: Flags.boolean({
      summary: 'Stop the manager before and start it after (--no-services: leave it alone).',
      allowNo: true,
      default: true,
    }),
    abort: Flags.boolean({
      summary: 'Undo a restore that was killed; needs no BACKUP.',
      exclusive: ['keep-old', 'only', 'dry-run'],
    }),
    ...changeFlags,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsRestoreDb)
    const {abortRestore, decryptionOf, isFile, openRepository, prepareDatabaseRestore} =
      await import('../../../ops/index.js')
    const hosts = await this.hosts(flags)
    const isOfFile = args.backup !== undefined && (await isFile(args.backup))
    // What is undone stands in the server: a restore of a file is, without any folder.
    const needsFolder = !isOfFile && !(flags.abort && (flags.dir ?? hosts.site.backup.dir) === undefined)
    const options: DatabaseRestoreOptions = {
      ...(await decryptionOf(hosts.site, this.repositoryChoice(flags))),
      repository: needsFolder ? openRepository(hosts.site, flags) : undefined,
      postgres: this.postgresChoice(flags),
      databases: flags.only,
      keepOld: flags['keep-old'],
      services: flags.services,
      signal: this.signal,
      timeoutMs: flags.timeout,
      progress: (text) => this.progress.step(text),
      onProgress: (bytes) => this.progress.update(() => `${formatSize(bytes)} of SQL`),
      warn: (text) => this.note(`Warning: ${text}`),
    }
    if (flags.abort) {
      await confirm({action: 'Undo the interrupted restore', yes: flags.yes, signal: this.signal})
      return this.renderOne(await abortRestore(hosts, options), abortView, flags)
    }
    if (args.backup === undefined) throw new UsageError('Name the backup to restore, or say latest.')
    const {plan, run} = await prepareDatabaseRestore(hosts, args.backup, options)
    for (const name of plan.leftAlone)
      this.note(`Warning: ${name} of the backup is left out: every server has one of its own.`)
    if (flags['dry-run'])
      return this.renderList(restoreLines(plan), restoreLineView, {...flags, header: false})
    const names = plan.databases.join(', ')
    const action = `Replace ${names} on ${hosts.site.services.postgres.hosts[0] ?? ''} by backup ${plan.backup.id}`
    await confirm({action, yes: flags.yes, signal: this.signal})
    await run()
    await this.renderOne(plan, restoreView, flags)
  }
}
