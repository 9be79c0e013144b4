import {Args} from '@oclif/core'
import {ConfigCommand} from '../../cli/config-command.js'
import {useProfile} from '../../cli/config/edit-profiles.js'
import {dryRunFlag} from '../../cli/config/flags.js'
import {outputFlags} from '../../cli/flags.js'
import {profileRow, profileDetailView, type ProfileRow} from '../../cli/views/profile.js'

export default class ProfileUse extends ConfigCommand<ProfileRow> {
  static override summary = 'Make a profile the current one.'
  static override description = 'For one command, use --profile NAME; for one shell, set BAI_PROFILE.'
  static override examples = [
    {description: 'From now on, the lab', command: '<%= config.bin %> <%= command.id %> lab'},
    {description: 'What that would change', command: '<%= config.bin %> <%= command.id %> lab --dry-run'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the profile.'})}
  static override flags = {'dry-run': dryRunFlag, ...outputFlags}

  async run(): Promise<ProfileRow> {
    const {args, flags} = await this.parse(ProfileUse)
    const after = await this.change((profiles) => useProfile(profiles, args.name), flags)
    const row = profileRow(after, args.name)
    if (!flags['dry-run']) await this.renderOne(row, profileDetailView, flags)
    return row
  }
}
