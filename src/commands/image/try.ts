import {Flags} from '@oclif/core'
import pLimit from 'p-limit'
import {ApiCommand} from '../../cli/api-command.js'
import {CheckFailedError, UsageError} from '../../cli/errors.js'
import {durationFlag, listFlags} from '../../cli/flags.js'
import {trialOf, tryImage, type ImageTrial} from '../../cli/image/try-image.js'
import {planOwnSession} from '../../cli/session/plan-own.js'
import {triedImageView} from '../../cli/views/image.js'
import {uniqueName} from '../../sdk/index.js'

export default class ImageTry extends ApiCommand<void> {
  static override summary = 'Start each image and print what is really inside.'
  static override description = `Runs one short session for each image, imports the library and prints the version it tells.
Images named after a system (base, ubuntu) promise no library: of them, the version of Python is told.
Exit status 11: a library is missing, or has another version than the tag or --expect says.`
  static override examples = [
    {description: 'One image', command: '<%= config.bin %> image try python'},
    {
      description: 'A library that the image is not named after',
      command: '<%= config.bin %> image try python --library json',
    },
  ]
  static override strict = false
  static override args = {}
  static override usage = 'image try IMAGE… [FLAGS]'
  static override flags = {
    ...listFlags,
    expect: Flags.string({summary: "Version it must have; the tag's.", helpValue: 'VERSION'}),
    library: Flags.string({summary: "Module to import; the one of the image's name.", helpValue: 'NAME'}),
    gpu: Flags.string({char: 'g', summary: 'GPUs or a fraction of one, for libraries that need it.'}),
    'resource-group': Flags.string({char: 'R', summary: 'Resource group.'}),
    'queue-timeout': durationFlag({summary: 'Longest wait for a session to run.'}),
    jobs: Flags.integer({char: 'j', summary: 'Sessions at a time.', min: 1, max: 16, default: 2}),
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(ImageTry)
    if (argv.length === 0) throw new UsageError('Name at least one image.', ['`bai image list` shows them.'])
    const client = await this.connect(flags)
    const trials: ImageTrial[] = []
    for (const typed of argv.map(String)) trials.push(await this.#trial(typed, flags))
    const limit = pLimit(flags.jobs)
    const options = {
      signal: this.signal,
      queueTimeoutMs: flags['queue-timeout'],
      note: (text: string) => (flags.quiet ? undefined : this.note(text)),
    }
    const rows = await Promise.all(trials.map((trial) => limit(() => tryImage(client, trial, options))))
    await this.renderList(rows, triedImageView, flags)
    const failure = rows.find((row) => row.failure !== null)?.failure
    if (failure) throw failure
    const bad = rows.filter(({ok}) => !ok)
    if (bad.length > 0) {
      throw new CheckFailedError(
        bad.map(({image, library, error}) => `${image}: ${library}: ${error ?? 'not there'}.`).join(' '),
      )
    }
  }

  async #trial(
    typed: string,
    flags: {
      gpu?: string | undefined
      'resource-group'?: string | undefined
      expect?: string | undefined
      library?: string | undefined
    },
  ): Promise<ImageTrial> {
    const client = await this.connect()
    const {settings} = await this.settings()
    const {spec} = await planOwnSession(client, {
      flags: {...flags, name: uniqueName('try')},
      image: typed,
      defaults: settings,
      env: process.env,
      signal: this.signal,
    })
    return trialOf(typed, spec, {library: flags.library, expected: flags.expect})
  }
}
