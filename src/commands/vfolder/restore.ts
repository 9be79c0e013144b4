import {Args} from '@oclif/core'
import {changeFlags} from '../../cli/admin/changes.js'
import {ApiCommand} from '../../cli/api-command.js'
import {changedVfolderView} from '../../cli/views/vfolder.js'

export default class VfolderRestore extends ApiCommand<void> {
  static override summary = 'Take a storage folder out of the trash.'
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> vfolder restore datasets'},
    {description: 'Only show it', command: '<%= config.bin %> vfolder restore datasets --dry-run'},
  ]
  static override args = {
    folder: Args.string({required: true, description: 'Folder: name, id, or beginning of either.'}),
  }
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VfolderRestore)
    const {signal} = this
    const {vfolders} = await this.connect(flags)
    const folder = await vfolders.get(args.folder, {signal, trash: true})
    const isThere = folder.status !== 'delete-pending'
    if (isThere) this.note(`The folder ${folder.name} is not in the trash.`)
    else if (!flags['dry-run']) await vfolders.restore(folder, {signal})
    const row = {...folder, action: 'restore', done: !isThere && !flags['dry-run']}
    await this.renderList(isThere ? [] : [row], changedVfolderView, flags)
  }
}
