import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {CheckFailedError, UsageError} from '../../cli/errors.js'
import {outputFlags, sizeFlag} from '../../cli/flags.js'
import {verifyNewSession, verifySession, type VerifyOptions} from '../../cli/gpu/verify.js'
import {planOwnSession} from '../../cli/session/plan-own.js'
import {verifiedGpusView} from '../../cli/views/gpu.js'
import {formatSize, parseSize, uniqueName, type SessionSpec} from '../../sdk/index.js'

export default class GpuVerify extends ApiCommand<void> {
  static override summary = 'Check that a session sees the share of a GPU it was given.'
  static override description = `Runs nvidia-smi in a session and compares the memory it sees with its share of a GPU's memory.
Without REF it starts a session for it and removes it afterwards. Exit status 11: they do not agree.`
  static override examples = [
    {description: 'Is half a GPU really half?', command: '<%= config.bin %> gpu verify --gpu 0.5'},
    {
      description: 'A session that runs, on cards of 80 GiB',
      command: '<%= config.bin %> gpu verify train-1 --gpu-memory 80g',
    },
  ]
  static override args = {
    ref: Args.string({description: 'Session that runs: name, id, beginning of either, or @last.'}),
  }
  static override flags = {
    gpu: Flags.string({
      char: 'g',
      summary: 'Share to ask for without REF; 0.5.',
      helpValue: 'AMOUNT',
    }),
    image: Flags.string({summary: 'Image to start without REF.'}),
    'resource-group': Flags.string({char: 'R', summary: 'Resource group to start in without REF.'}),
    'gpu-memory': sizeFlag({summary: 'Memory of 1.0 GPU; the setting gpuMemory.'}),
    tolerance: Flags.integer({summary: 'Largest difference in percent; 5.', min: 0, max: 100, default: 5}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GpuVerify)
    if (args.ref !== undefined && flags.gpu !== undefined) {
      throw new UsageError('A session that runs has its share already: leave out --gpu, or the session.')
    }
    const client = await this.connect(flags)
    const options: VerifyOptions = {
      gpuMemoryBytes: flags['gpu-memory'] ?? (await this.#gpuMemory()),
      tolerancePercent: flags.tolerance,
      signal: this.signal,
      note: (text) => (flags.quiet ? undefined : this.note(text)),
    }
    const found =
      args.ref === undefined
        ? await verifyNewSession(client, await this.#session(flags), options)
        : await verifySession(client, await this.resolveOne(args.ref), options)
    await this.renderList([found], verifiedGpusView, flags)
    if (!found.ok) {
      throw new CheckFailedError(
        `${found.session} sees ${formatSize(found.seenBytes)} of GPU memory; its share is ${formatSize(found.expectedBytes)}.`,
        ['Check unit_mem of the accelerator plugin, and the memory of 1.0 GPU (--gpu-memory).'],
      )
    }
  }

  async #session(flags: {
    gpu?: string | undefined
    image?: string | undefined
    'resource-group'?: string | undefined
    quiet: boolean
  }): Promise<SessionSpec> {
    const client = await this.connect()
    const {settings} = await this.settings()
    const {spec, notes} = await planOwnSession(client, {
      flags: {...flags, gpu: flags.gpu ?? '0.5', name: uniqueName('gpu-verify')},
      image: flags.image,
      defaults: settings,
      env: process.env,
      signal: this.signal,
    })
    if (!flags.quiet) for (const note of notes) this.note(note)
    return spec
  }

  async #gpuMemory(): Promise<number> {
    const {settings} = await this.settings()
    if (settings.gpuMemory !== undefined) return parseSize(settings.gpuMemory)
    throw new UsageError('How much memory 1.0 GPU has here is not known, for managers do not tell it.', [
      'Say it: --gpu-memory 80g, BAI_GPU_MEMORY=80g, or `bai profile add NAME --update --gpu-memory 80g`.',
    ])
  }
}
