import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {confirm} from '../../cli/confirm.js'
import {outputFlags} from '../../cli/flags.js'
import {removedImageView} from '../../cli/views/image.js'
import {AmbiguousReferenceError, matchImages, NotFoundError} from '../../sdk/index.js'

export default class ImageRm extends ApiCommand<void> {
  static override summary = 'Remove a private image of yours.'
  static override description = `The manager forgets it: it is no longer listed, and no session starts from it. What is stored in a
registry or on agents stays there until an administrator clears it.`
  static override examples = [
    {
      description: 'By the name that image list shows',
      command: '<%= config.bin %> image rm cr.example.org/stable/torch-geo:1',
    },
    {description: 'In a script', command: '<%= config.bin %> image rm torch-geo:1 --yes'},
  ]
  static override args = {
    image: Args.string({required: true, description: 'Image: full reference, or the name it was given.'}),
  }
  static override flags = {
    yes: Flags.boolean({char: 'y', summary: 'Do not ask.'}),
    'dry-run': Flags.boolean({summary: 'Show which image it would be; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImageRm)
    const {signal} = this
    const client = await this.connect(flags)
    const own = (await client.images.list({signal})).filter(({owner}) => owner !== null)
    const [image, ...others] = matchImages(own, args.image)
    if (!image) {
      throw new NotFoundError(`You have no private image "${args.image}".`, {
        hints: ['`bai image list --mine` shows them.'],
      })
    }
    if (others.length > 0) {
      const candidates = [image, ...others].map(({id, reference}) => ({id, name: reference}))
      throw new AmbiguousReferenceError(args.image, candidates, {things: 'images'})
    }
    if (!flags['dry-run']) {
      await confirm({action: `Remove image ${image.reference}`, yes: flags.yes, signal})
      await client.images.forget(image.id, {signal})
    }
    await this.renderList([{...image, removed: !flags['dry-run']}], removedImageView, flags)
  }
}
