import {Args} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {vfolderDetailView} from '../../cli/views/vfolder.js'

export default class VfolderInfo extends ApiCommand<void> {
  static override summary = 'Show one storage folder, and how much is in it.'
  static override aliases = ['vfolder:get']
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> vfolder info datasets'},
    {description: 'For scripts', command: '<%= config.bin %> vfolder info datasets --output json'},
  ]
  static override args = {
    folder: Args.string({required: true, description: 'Folder: name, id, or beginning of either.'}),
  }
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VfolderInfo)
    const {signal} = this
    const client = await this.connect(flags)
    const folder = await client.vfolders.get(args.folder, {signal})
    await this.renderOne(
      {...folder, ...(await client.vfolders.use(folder, {signal}))},
      vfolderDetailView,
      flags,
    )
  }
}
