import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {openInBrowser} from '../../cli/session/browser.js'
import {appNamed, openApp, WAYS} from '../../cli/session/open-app.js'
import {appView} from '../../cli/views/app.js'

export default class SessionApp extends ApiCommand<void> {
  static override summary = 'List the applications of a session, or open one.'
  static override description = `An application is reached through a port of this machine until Ctrl-C; its address is printed.
On a terminal, a browser is opened for it. NAME may be a port that something serves web pages at.
Web applications go by the app proxy where the installation has one, all else by the manager.`
  static override examples = [
    {description: 'What there is', command: '<%= config.bin %> session app train-1'},
    {
      description: 'One of them, without a browser',
      command: '<%= config.bin %> session app train-1 jupyter --open=false',
    },
    {
      description: 'What serves web pages at a port in it',
      command: '<%= config.bin %> session app train-1 8000 --port 9000',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
    name: Args.string({description: 'Application to open.'}),
  }
  static override flags = {
    open: Flags.string({
      summary: 'Whether to open a browser.',
      options: ['true', 'false'],
      default: 'true',
      helpValue: 'BOOL',
    }),
    port: Flags.integer({
      char: 'p',
      summary: 'Port here; any free one without.',
      min: 0,
      max: 65_535,
      default: 0,
    }),
    via: Flags.string({
      summary: 'The way: the app proxy, or a stream of the manager.',
      options: WAYS,
      default: 'auto',
      helpValue: 'WAY',
    }),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionApp)
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref)
    const apps = await client.apps.list(session.id, {signal: this.signal})
    if (args.name === undefined) return this.renderList(apps, appView, flags)
    const opened = openApp(client, session, {
      app: appNamed(args.name, apps, session.name),
      way: WAYS.find((way) => way === flags.via) ?? 'auto',
      ...{port: flags.port, signal: this.signal},
      note: (text) => this.note(text),
      debug: this.debugNote,
      onReady: (address) => {
        process.stdout.write(`${address}\n`)
        if (address.startsWith('http:') && flags.open === 'true' && process.stdout.isTTY)
          openInBrowser(address)
      },
    })
    await this.untilInterrupted(opened)
  }
}
