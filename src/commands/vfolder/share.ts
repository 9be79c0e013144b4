import {Args, Flags} from '@oclif/core'
import {changeFlags} from '../../cli/admin/changes.js'
import {ApiCommand} from '../../cli/api-command.js'
import {UsageError} from '../../cli/errors.js'
import {sharedFolderView, type SharedFolder} from '../../cli/views/vfolder-share.js'
import type {VfolderShare} from '../../sdk/index.js'

export default class VfolderShareCommand extends ApiCommand<void> {
  static override summary = 'Share a storage folder, or show with whom it is shared.'
  static override description = `People are invited by the e-mail of their account and see the folder when they accept
(bai vfolder invitation accept). Who has it already gets the permission at once. Project folders are shared by
administrators, without an invitation.`
  static override examples = [
    {description: 'Who has it', command: '<%= config.bin %> vfolder share datasets'},
    {
      description: 'Two people may read it',
      command: '<%= config.bin %> vfolder share datasets --with a@example.org,b@example.org --permission ro',
    },
    {
      description: 'One of them not any more',
      command: '<%= config.bin %> vfolder share datasets --revoke a@example.org',
    },
  ]
  static override args = {
    folder: Args.string({required: true, description: 'Folder: name, id, or beginning of either.'}),
  }
  static override flags = {
    with: Flags.string({
      summary: 'People to share it with.',
      helpValue: 'EMAIL',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      exclusive: ['revoke'],
    }),
    revoke: Flags.string({
      summary: 'People to take it back from, or the invitation.',
      helpValue: 'EMAIL',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    permission: Flags.string({
      summary: 'What they may do; ro.',
      options: ['ro', 'rw', 'wd'],
      dependsOn: ['with'],
    }),
    ...changeFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(VfolderShareCommand)
    const {with: granted, revoke: revoked, permission = 'ro', 'dry-run': dryRun} = flags
    if (dryRun && !granted && !revoked) throw new UsageError('--dry-run goes with --with or --revoke.')
    const client = await this.connect(flags)
    const options = {signal: this.signal}
    const folder = await client.vfolders.get(args.folder, options)
    const now = await client.vfolderShares.list(folder, options)
    const told = (shares: readonly VfolderShare[], action: string | null): SharedFolder[] =>
      shares.map((share) => ({...share, action, done: action !== null && !dryRun}))
    const planned = (email: string): VfolderShare => ({
      ...{folderId: folder.id, folder: folder.name, email, state: 'invited', permission},
      ...now.find((share) => share.email === email),
      ...(granted && {permission}),
    })
    if (!granted && !revoked) return this.renderList(told(now, null), sharedFolderView, flags)
    const emails = [...new Set(granted ?? revoked)]
    const done: VfolderShare[] = []
    if (dryRun) done.push(...emails.map(planned))
    else if (granted) done.push(...(await client.vfolderShares.grant(folder, {emails, permission}, options)))
    else for (const email of emails) done.push(await client.vfolderShares.revoke(folder, email, options))
    return this.renderList(told(done, granted ? 'grant' : 'revoke'), sharedFolderView, flags)
  }
}
