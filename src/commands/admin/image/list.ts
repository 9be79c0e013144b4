import {Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {imageView} from '../../../cli/views/image.js'
import {matchImages} from '../../../sdk/index.js'

export default class AdminImageList extends AdminCommand {
  static override summary = 'List the images that the manager knows.'
  static override examples = [
    {description: 'All of them', command: '<%= config.bin %> admin image list'},
    {
      description: 'Those that no agent has yet',
      command: '<%= config.bin %> admin image list --filter installed=false',
    },
  ]
  static override flags = {
    ...listFlags,
    name: Flags.string({summary: 'Only what this name can mean: pytorch, tf:2.7.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminImageList)
    await this.showList(flags, imageView, async (client, options) => {
      const images = await client.images.list(options)
      return flags.name === undefined ? images : matchImages(images, flags.name)
    })
  }
}
