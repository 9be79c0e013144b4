import {Args} from '@oclif/core'
import {ConfigCommand} from '../../cli/config-command.js'
import {removeProfiles} from '../../cli/config/edit-profiles.js'
import {dryRunFlag} from '../../cli/config/flags.js'
import type {Profiles} from '../../cli/config/profile-schema.js'
import {outputFlags} from '../../cli/flags.js'
import {profileRow, profileView, type ProfileRow} from '../../cli/views/profile.js'

export default class ProfileRm extends ConfigCommand<ProfileRow[]> {
  static override summary = 'Remove profiles and their credentials.'
  static override description =
    'A login at a webserver stays open there until it expires; `bai logout` ends it. All named ones are removed, or none.'
  static override examples = [
    {description: 'One', command: '<%= config.bin %> <%= command.id %> lab'},
    {description: 'What would be lost', command: '<%= config.bin %> <%= command.id %> lab staging --dry-run'},
  ]
  static override args = {
    name: Args.string({required: true, multiple: true, description: 'Names of the profiles.'}),
  }
  static override flags = {'dry-run': dryRunFlag, ...outputFlags}

  async run(): Promise<ProfileRow[]> {
    const {args, flags} = await this.parse(ProfileRm)
    const names = [...new Set(args.name)]
    let removed: ProfileRow[] = []
    const edit = (profiles: Profiles): Profiles => {
      const after = removeProfiles(profiles, names)
      removed = names.map((name) => profileRow(profiles, name))
      return after
    }
    const after = await this.change(edit, flags)
    if (!flags['dry-run']) await this.renderList(removed, profileView, flags)
    if (after.current === undefined && Object.keys(after.profiles).length > 0) {
      this.note('No profile is the current one now; choose with `bai profile use NAME`.')
    }
    return removed
  }
}
