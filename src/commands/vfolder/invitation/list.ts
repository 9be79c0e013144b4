import {Flags} from '@oclif/core'
import {ApiCommand} from '../../../cli/api-command.js'
import {listFlags} from '../../../cli/flags.js'
import {invitationView} from '../../../cli/views/vfolder-share.js'

export default class VfolderInvitationList extends ApiCommand<void> {
  static override summary = 'List invitations to folders that wait for an answer.'
  static override examples = [
    {description: 'Those that you got', command: '<%= config.bin %> vfolder invitation list'},
    {description: 'Those that you sent', command: '<%= config.bin %> vfolder invitation list --sent'},
  ]
  static override flags = {...listFlags, sent: Flags.boolean({summary: 'Those that you sent.'})}

  async run(): Promise<void> {
    const {flags} = await this.parse(VfolderInvitationList)
    const client = await this.connect(flags)
    const which = flags.sent ? 'sent' : 'received'
    const found = await client.vfolderShares.invitations(which, {signal: this.signal})
    await this.renderList(
      found.map((one) => ({...one, action: null, done: false})),
      invitationView,
      flags,
    )
  }
}
