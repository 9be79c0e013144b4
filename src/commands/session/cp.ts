import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {ProgressLine} from '../../cli/progress-line.js'
import {readCopy} from '../../cli/session/copy-paths.js'
import {channelOptions, viaFlag} from '../../cli/session/via-flag.js'
import {copyView} from '../../cli/views/copy.js'

export default class SessionCp extends ApiCommand<void> {
  static override summary = 'Copy files and folders into a session or out of it.'
  static override description = `Either SRC or DST is SESSION:path; a path there counts from the session's home.
A folder that is there already gets the copy into it; FOLDER/. stands for what is in a folder.
Nothing appears under its final name before all of it has arrived.`
  static override aliases = ['cp']
  static override examples = [
    {description: 'A folder into a session', command: '<%= config.bin %> session cp ./src train-1:src'},
    {description: 'A result out of it', command: '<%= config.bin %> session cp train-1:out/model.pt .'},
    {
      description: 'Only show what would happen',
      command: '<%= config.bin %> session cp ./src train-1:src --dry-run',
    },
  ]
  static override args = {
    source: Args.string({required: true, description: 'What to copy.'}),
    target: Args.string({required: true, description: 'Where to.'}),
  }
  static override flags = {
    'follow-links': Flags.boolean({char: 'L', summary: 'Copy what symbolic links point to.'}),
    'dry-run': Flags.boolean({summary: 'Show what would be copied; copy nothing.'}),
    ...viaFlag,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionCp)
    const copy = readCopy(args.source, args.target)
    const client = await this.connect(flags)
    const session = await this.resolveOne(copy.ref)
    const row = {id: session.id, session: session.name, ...copy}
    const channel = await client.openChannel(session, {
      ...channelOptions(flags.via, this.debugNote),
      signal: this.signal,
    })
    const progress = new ProgressLine(process.stderr, `${args.source} → ${args.target}`)
    try {
      const options = {
        ...{from: copy.from, to: copy.to, followLinks: flags['follow-links'], dryRun: flags['dry-run']},
        ...{signal: this.signal, onProgress: progress.show},
      }
      const done = await (copy.direction === 'up' ? channel.upload(options) : channel.download(options))
      progress.end()
      await this.renderList([{...row, ...done, copied: !flags['dry-run']}], copyView, flags)
    } finally {
      progress.end()
      channel.close()
    }
  }
}
