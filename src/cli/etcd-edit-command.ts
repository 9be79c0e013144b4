import {buffer} from 'node:stream/consumers'
import type {PlannedEdit} from '../ops/index.js'
import {BackupCommand} from './backup-command.js'
import type {OutputFlagValues} from './flags.js'
import {changeView} from './views/etcd.js'

/** A command that changes keys of etcd: one plan, shown or carried out. */
export abstract class EtcdEditCommand extends BackupCommand {
  /** Makes the changes and shows them; with --dry-run only the latter. */
  protected async edit(plan: PlannedEdit, flags: OutputFlagValues & {'dry-run': boolean}): Promise<void> {
    if (!flags['dry-run'] && plan.changes.length > 0) await plan.run()
    await this.renderList(plan.changes, changeView, flags)
  }

  /** All of standard input. */
  protected readStdin(): Promise<Buffer> {
    return buffer(process.stdin)
  }
}
