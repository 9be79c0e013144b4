import {Args, Flags} from '@oclif/core'
import {dangerFlags} from '../../cli/admin/changes.js'
import {ApiCommand} from '../../cli/api-command.js'
import {confirm} from '../../cli/confirm.js'
import {changedVfolderView} from '../../cli/views/vfolder.js'

export default class VfolderRm extends ApiCommand<void> {
  static override summary = 'Remove a storage folder.'
  static override description = `It goes to the trash, from where vfolder restore takes it back; --purge removes it for good.
Managers before 24.03 have no trash: there it is gone at once. A folder that a session has mounted is refused.`
  static override examples = [
    {description: 'Into the trash', command: '<%= config.bin %> vfolder rm datasets'},
    {description: 'For good, in a script', command: '<%= config.bin %> vfolder rm datasets --purge --yes'},
    {description: 'Only show it', command: '<%= config.bin %> vfolder rm datasets --dry-run'},
  ]
  static override args = {
    folder: Args.string({required: true, description: 'Folder: name, id, or beginning of either.'}),
  }
  static override flags = {
    ...dangerFlags,
    purge: Flags.boolean({summary: 'For good, also from the trash.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VfolderRm)
    const {signal} = this
    const {vfolders} = await this.connect(flags)
    const folder = await vfolders.get(args.folder, {signal, trash: flags.purge})
    const isForGood = flags.purge || !(await vfolders.hasTrash({signal}))
    if (!flags['dry-run']) {
      const what = isForGood ? `Delete the folder ${folder.name} and all that is in it, for good` : undefined
      await confirm({action: what ?? `Move the folder ${folder.name} to the trash`, yes: flags.yes, signal})
      if (folder.status !== 'delete-pending') await vfolders.remove(folder, {signal})
      if (flags.purge && (await vfolders.hasTrash({signal}))) await vfolders.purge(folder, {signal})
    }
    const row = {...folder, action: isForGood ? 'delete' : 'trash', done: !flags['dry-run']}
    await this.renderList([row], changedVfolderView, flags)
  }
}
