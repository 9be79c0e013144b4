import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {openInBrowser} from '../../cli/session/browser.js'
import {forward} from '../../cli/session/forward.js'
import {appView} from '../../cli/views/app.js'
import {NotFoundError} from '../../sdk/index.js'

export default class SessionApp extends ApiCommand<void> {
  static override summary = 'List the applications of a session, or open one.'
  static override description = `An application is reached through a port of this machine until Ctrl-C; its address is printed.
On a terminal, a browser is opened for it.`
  static override examples = [
    {description: 'What there is', command: '<%= config.bin %> session app train-1'},
    {
      description: 'One of them, without a browser',
      command: '<%= config.bin %> session app train-1 jupyter --open=false',
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
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionApp)
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref)
    const apps = await client.apps.list(session.id, {signal: this.signal})
    if (args.name === undefined) return this.renderList(apps, appView, flags)
    const app = apps.find(({name}) => name === args.name)
    if (!app) {
      const names = apps.map(({name}) => name).join(', ')
      throw new NotFoundError(`${session.name} has no application "${args.name}".`, {
        hints: [`It has: ${names}.`],
      })
    }
    const isWeb = ['http', 'preopen'].includes(app.protocol)
    await forward(client, session, {
      ...{to: app.name, port: flags.port, signal: this.signal},
      note: (text) => this.note(text),
      onReady: (port) => {
        const address = isWeb ? `http://127.0.0.1:${port}/` : `127.0.0.1:${port}`
        process.stdout.write(`${address}\n`)
        if (isWeb && flags.open === 'true' && process.stdout.isTTY) openInBrowser(address)
      },
    })
  }
}
