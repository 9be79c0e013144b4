import {Flags} from '@oclif/core'
import {AdminCommand} from '../../cli/admin/admin-command.js'
import {dangerFlags} from '../../cli/admin/changes.js'

export default class AdminFreeze extends AdminCommand {
  static override summary = 'Freeze the manager for maintenance.'
  static override description =
    'Nothing is created or changed until `admin unfreeze`; what runs goes on, and everything can still be read.'
  static override examples = [
    {description: 'Without a question', command: '<%= config.bin %> admin freeze --yes'},
    {description: 'And end all sessions', command: '<%= config.bin %> admin freeze --end-sessions --dry-run'},
  ]
  static override flags = {
    ...dangerFlags,
    'end-sessions': Flags.boolean({summary: 'Also end everything that runs.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminFreeze)
    const client = await this.connect(flags)
    const endSessions = flags['end-sessions']
    const was = await client.admin.manager.status({signal: this.signal})
    await this.change(flags, {
      ...{action: 'freeze', kind: 'manager', name: client.http.endpoint},
      ...(endSessions ? {props: {status: 'frozen', endSessions}} : {props: {status: 'frozen'}, was}),
      question: endSessions ? 'Freeze the manager and end all sessions' : 'Freeze the manager for everybody',
      apply: (_, options) => client.admin.manager.freeze({...options, endSessions}),
    })
  }
}
