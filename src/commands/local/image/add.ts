import {Args, Flags} from '@oclif/core'
import {UsageError} from '../../../cli/errors.js'
import {outputFlags} from '../../../cli/flags.js'
import {LocalCommand} from '../../../cli/local-command.js'
import {localImageView, type ShownImage} from '../../../cli/views/local-image.js'
import {addImage, planImage} from '../../../local/index.js'

export default class LocalImageAdd extends LocalCommand<void> {
  static override summary = 'Make a folder of this machine an image of the local cluster.'
  static override description = `An image is a folder, usually a Python environment: its bin comes first on the PATH of
the image's sessions. Nothing is copied. An image of the same name is replaced. Without a TAG it is the version of the
package the image is called after, with that of Python: numpy becomes numpy:1.26.4-py311.`
  static override examples = [
    {
      description: 'An environment with an older numpy',
      command: '<%= config.bin %> local image add numpy --python ./envs/numpy-1.26',
    },
    {
      description: 'A folder with programs in bin, under a tag of your own',
      command: '<%= config.bin %> local image add tools:1 --folder ./tools',
    },
  ]
  static override args = {
    name: Args.string({required: true, description: 'NAME or NAME:TAG.'}),
  }
  static override flags = {
    python: Flags.string({
      summary: 'A Python environment: its folder, or its interpreter.',
      exactlyOne: ['python', 'folder'],
      helpValue: 'PATH',
    }),
    folder: Flags.string({summary: 'A folder with programs in bin.', helpValue: 'PATH'}),
    label: Flags.string({
      summary: 'A label beside those that are found out.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'K=V',
    }),
    'dry-run': Flags.boolean({summary: 'Show the image; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(LocalImageAdd)
    const {name} = args
    const {python, folder} = flags
    const plan = await planImage({name, python, folder, labels: labelsOf(flags.label ?? [])})
    const added: ShownImage = flags['dry-run']
      ? {...plan, reference: `${plan.name}:${plan.tag}`, aliases: []}
      : await addImage(plan, {folder: this.folder, signal: this.signal})
    await this.renderOne(added, localImageView, flags)
  }
}

function labelsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`--label: "${pair}" is not K=V.`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
