import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {followLogs, lastLines} from '../../cli/session/logs.js'

export default class SessionLogs extends ApiCommand<void> {
  static override summary = 'Print what a session wrote.'
  static override description = 'Works after the end too, where the manager keeps it.'
  static override aliases = ['logs']
  static override examples = [
    {description: 'All of it', command: '<%= config.bin %> session logs job-1'},
    {
      description: 'The end, and what follows',
      command: '<%= config.bin %> session logs job-1 --tail 20 --follow',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }
  static override flags = {
    follow: Flags.boolean({char: 'f', summary: 'Go on printing until the session ends.'}),
    tail: Flags.integer({summary: 'Only the last lines.', min: 0, helpValue: 'N'}),
    kernel: Flags.string({char: 'k', summary: 'Of one container: its id.'}),
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionLogs)
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref, flags['all-users'])
    const options = {
      signal: this.signal,
      ...(flags.kernel !== undefined && {kernelId: flags.kernel}),
      ...(flags['all-users'] && session.accessKey !== null && {ownerAccessKey: session.accessKey}),
    }
    const read = () => client.sessions.logs(session.id, options)
    const text = await read()
    process.stdout.write(flags.tail === undefined ? text : lastLines(text, flags.tail))
    if (!flags.follow) return
    const isOver = async () => {
      const [now] = await client.sessions.getMany([session.id], {signal: this.signal})
      return now === undefined || ['TERMINATED', 'CANCELLED', 'ERROR'].includes(now.status)
    }
    await followLogs({
      read,
      isOver,
      printed: text,
      write: (part) => process.stdout.write(part),
      signal: this.signal,
    })
  }
}
