import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {listFlags} from '../../cli/flags.js'
import {imageView} from '../../cli/views/image.js'
import {matchImages} from '../../sdk/index.js'

export default class ImageList extends ApiCommand<void> {
  static override summary = 'List the images you can start sessions from.'
  static override examples = [
    {description: 'All of them', command: '<%= config.bin %> image list'},
    {description: 'Those made of your own sessions', command: '<%= config.bin %> image list --mine'},
    {description: 'Those of one framework', command: '<%= config.bin %> image list --name python'},
  ]
  static override flags = {
    ...listFlags,
    name: Flags.string({summary: 'Only what this name can mean: pytorch, tf:2.7.'}),
    mine: Flags.boolean({summary: 'Only your private images.'}),
    installed: Flags.boolean({summary: 'Only images that an agent has already.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(ImageList)
    const client = await this.connect(flags)
    const all = await client.images.list({signal: this.signal})
    const named = flags.name === undefined ? all : matchImages(all, flags.name)
    await this.renderList(
      named.filter((image) => (image.installed || !flags.installed) && (image.owner !== null || !flags.mine)),
      imageView,
      flags,
    )
  }
}
