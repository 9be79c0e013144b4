import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {followLogs, lastLines, LogPrinter} from '../../cli/session/logs.js'

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
    {
      description: 'Of all containers of a cluster session',
      command: '<%= config.bin %> session logs job-1 --all-kernels',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }
  static override flags = {
    follow: Flags.boolean({char: 'f', summary: 'Go on printing until the session ends.'}),
    tail: Flags.integer({summary: 'Only the last lines.', min: 0, helpValue: 'N'}),
    kernel: Flags.string({char: 'k', summary: 'Of one container: its id.'}),
    'all-kernels': Flags.boolean({
      summary: 'Of all its containers; lines say of which.',
      exclusive: ['kernel'],
    }),
    timestamps: Flags.boolean({
      char: 't',
      summary: 'Tell when each line was seen; managers keep no times.',
      dependsOn: ['follow'],
    }),
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionLogs)
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref, flags['all-users'])
    const owner = flags['all-users'] && session.accessKey !== null && {ownerAccessKey: session.accessKey}
    const kernels = flags['all-kernels']
      ? (await client.sessions.get(session.id, {signal: this.signal})).kernels
      : [{id: flags.kernel, role: null}]
    const print = async ({id, role}: {id: string | undefined; role: string | null}): Promise<void> => {
      const options = {signal: this.signal, ...(id !== undefined && {kernelId: id}), ...owner}
      const label = flags['all-kernels'] ? `${role ?? 'kernel'}/${id?.slice(0, 8)}` : undefined
      await this.#print(session.id, () => client.sessions.logs(session.id, options), {...flags, label})
    }
    // What is followed goes on side by side; whole logs come one after the other.
    if (flags.follow) await this.untilInterrupted(Promise.all(kernels.map(print)).then(() => undefined))
    else for (const kernel of kernels) await print(kernel)
  }

  async #print(
    id: string,
    read: () => Promise<string>,
    flags: {follow: boolean; timestamps: boolean; tail?: number | undefined; label: string | undefined},
  ): Promise<void> {
    const client = await this.connect()
    let follows = false
    const clock = flags.timestamps ? () => (follows ? new Date() : undefined) : undefined
    const printer = new LogPrinter({label: flags.label, clock}, (text) => process.stdout.write(text))
    const text = await read()
    printer.print(flags.tail === undefined ? text : lastLines(text, flags.tail))
    follows = true
    const isOver = async (): Promise<boolean> => {
      const [now] = await client.sessions.getMany([id], {signal: this.signal})
      return now === undefined || ['TERMINATED', 'CANCELLED', 'ERROR'].includes(now.status)
    }
    const write = (part: string): void => printer.print(part)
    if (flags.follow) await followLogs({read, isOver, printed: text, write, signal: this.signal})
    printer.end()
  }
}
