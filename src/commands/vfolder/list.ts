import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {listFlags} from '../../cli/flags.js'
import {vfolderView} from '../../cli/views/vfolder.js'

export default class VfolderList extends ApiCommand<void> {
  static override summary = 'List the storage folders you may use.'
  static override description = `Your own, those of your projects, and those that others share with you.
PERM is what you may do there: ro read, rw also write, wd also delete.`
  static override aliases = ['vfolder:ls']
  static override examples = [
    {description: 'All of them', command: '<%= config.bin %> vfolder list'},
    {description: 'Those in the trash too', command: '<%= config.bin %> vfolder list --trash'},
    {
      description: 'Names of those you may write to',
      command: "<%= config.bin %> vfolder list --filter 'permission!=ro' --output name",
    },
  ]
  static override flags = {
    ...listFlags,
    trash: Flags.boolean({summary: 'Those in the trash too.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(VfolderList)
    const client = await this.connect(flags)
    const folders = await client.vfolders.list({signal: this.signal, trash: flags.trash})
    await this.renderList(folders, vfolderView, flags)
  }
}
