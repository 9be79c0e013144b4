import {listFlags} from '../../../cli/flags.js'
import {LocalCommand} from '../../../cli/local-command.js'
import {localImageView} from '../../../cli/views/local-image.js'
import {listImages} from '../../../local/index.js'

export default class LocalImageList extends LocalCommand<void> {
  static override summary = 'List the images of the local cluster with their folders.'
  static override examples = [
    {description: 'For people', command: '<%= config.bin %> local image list'},
    {description: 'Full names only', command: '<%= config.bin %> local image list --quiet'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(LocalImageList)
    const {folder, signal} = this
    await this.renderList(await listImages({folder, signal}), localImageView, flags)
  }
}
