import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {ProgressLine} from '../../cli/progress-line.js'
import {readCopy} from '../../cli/session/copy-paths.js'
import {UploadFiles} from '../../cli/vfolder/upload-memory.js'
import {copiedFolderView} from '../../cli/views/vfolder-copy.js'

export default class VfolderCp extends ApiCommand<void> {
  static override summary = 'Copy files and folders into a storage folder or out of it.'
  static override description = `Either SRC or DST is FOLDER:path; a path there counts from its root.
A folder that is there already gets the copy into it; FOLDER/. stands for what is in a folder.
Each file appears under its name when all of it has arrived. A connection that breaks is made again, and the copy goes
on where it was; with --resume so does the next run of the same command. Links are skipped, and modes are kept on the
way out only: the storage takes none.`
  static override examples = [
    {description: 'A folder into one', command: '<%= config.bin %> vfolder cp ./images datasets:'},
    {description: 'A file out of it', command: '<%= config.bin %> vfolder cp datasets:out/model.pt .'},
    {
      description: 'Something large, which may take several tries',
      command: '<%= config.bin %> vfolder cp ./big.tar datasets: --resume',
    },
  ]
  static override args = {
    source: Args.string({required: true, description: 'What to copy.'}),
    target: Args.string({required: true, description: 'Where to.'}),
  }
  static override flags = {
    resume: Flags.boolean({
      summary: 'Go on with a copy that broke off: leave alone what is there in full, keep what arrives.',
    }),
    'dry-run': Flags.boolean({summary: 'Show what would be copied; copy nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VfolderCp)
    const words = {one: 'a storage folder', several: 'storage folders', form: 'FOLDER'}
    const {ref, direction, from, to} = readCopy(args.source, args.target, words)
    const client = await this.connect(flags)
    const {signal} = this
    const folder = await client.vfolders.get(ref, {signal})
    const progress = new ProgressLine(process.stderr, `${args.source} → ${args.target}`)
    try {
      const options = {
        ...{folder, from, to, signal, resume: flags.resume, dryRun: flags['dry-run']},
        ...{memory: await this.#memory(), onProgress: progress.show},
      }
      const done = await (direction === 'up'
        ? client.uploadToFolder(options)
        : client.downloadFromFolder(options))
      progress.end()
      if (done.skipped > 0 && !flags.quiet)
        this.note(`Skipped, for they are no files: ${done.skipped} (links, pipes, devices).`)
      const row = {
        id: folder.id,
        folder: folder.name,
        direction,
        from,
        to,
        ...done,
        copied: !flags['dry-run'],
      }
      await this.renderList([row], copiedFolderView, flags)
    } finally {
      progress.end()
    }
  }

  async #memory(): Promise<UploadFiles> {
    const {settings} = await this.settings()
    return new UploadFiles(this.directories.state, `${settings.endpoint ?? ''} ${settings.accessKey ?? ''}`)
  }
}
