import {Args, Flags} from '@oclif/core'
import {confirm} from '../../../cli/confirm.js'
import {LocalCommand} from '../../../cli/local-command.js'
import {findLocalImage, removeImage} from '../../../local/index.js'

export default class LocalImageRm extends LocalCommand<void> {
  static override summary = 'Take an image out of the local cluster.'
  static override description = 'Its folder stays. Refused while sessions use it (exit 7).'
  static override examples = [
    {description: 'Ask first', command: '<%= config.bin %> local image rm numpy:1.26.4-py311'},
    {description: 'In a script', command: '<%= config.bin %> local image rm tools:1 --yes'},
  ]
  static override args = {
    name: Args.string({required: true, description: 'NAME:TAG, a full name or an alias.'}),
  }
  static override flags = {
    yes: Flags.boolean({char: 'y', summary: 'Do not ask.'}),
    'dry-run': Flags.boolean({summary: 'Show what would be removed; change nothing.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(LocalImageRm)
    const place = {folder: this.folder, signal: this.signal}
    const {reference, folder} = await findLocalImage(args.name, place)
    if (flags['dry-run']) {
      this.note(`Would remove the image ${reference}; ${folder} would stay.`)
      return
    }
    await confirm({action: `Remove the image ${reference}`, yes: flags.yes, signal: this.signal})
    await removeImage(reference, place)
    this.note(`${reference} is gone; ${folder} stays.`)
  }
}
