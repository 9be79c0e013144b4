import {Args} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {listFlags} from '../../cli/flags.js'
import {imageVersionView} from '../../cli/views/image.js'
import {matchImages} from '../../sdk/index.js'

export default class ImageVersions extends ApiCommand<void> {
  static override summary = 'List the images of a framework with their versions.'
  static override description = `Says what names and tags promise; \`bai image try\` says what is really inside.`
  static override examples = [
    {description: 'All of one framework', command: '<%= config.bin %> image versions python'},
    {
      description: 'For scripts: references only',
      command: '<%= config.bin %> image versions python --quiet',
    },
  ]
  static override args = {
    framework: Args.string({required: true, description: 'Framework: pytorch, tensorflow, python.'}),
  }
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImageVersions)
    const client = await this.connect(flags)
    const images = await client.images.list({signal: this.signal})
    await this.renderList(matchImages(images, args.framework), imageVersionView, flags)
  }
}
