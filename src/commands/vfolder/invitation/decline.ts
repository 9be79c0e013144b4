import {Args} from '@oclif/core'
import {changeFlags} from '../../../cli/admin/changes.js'
import {ApiCommand} from '../../../cli/api-command.js'
import {invitationView} from '../../../cli/views/vfolder-share.js'

export default class VfolderInvitationDecline extends ApiCommand<void> {
  static override summary = 'Decline an invitation to share a folder.'
  static override examples = [
    {
      description: 'By the name of the folder',
      command: '<%= config.bin %> vfolder invitation decline datasets',
    },
    {description: 'Only show it', command: '<%= config.bin %> vfolder invitation decline datasets --dry-run'},
  ]
  static override args = {
    invitation: Args.string({required: true, description: 'Name of the folder, or id of the invitation.'}),
  }
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VfolderInvitationDecline)
    const {signal} = this
    const {vfolderShares} = await this.connect(flags)
    const invitation = await vfolderShares.invitation(args.invitation, {signal})
    if (!flags['dry-run']) await vfolderShares.decline(invitation.id, {signal})
    await this.renderList(
      [{...invitation, action: 'decline', done: !flags['dry-run']}],
      invitationView,
      flags,
    )
  }
}
