import {ConfigCommand} from '../../cli/config-command.js'
import {listFlags} from '../../cli/flags.js'
import {profileRows, profileView, type ProfileRow} from '../../cli/views/profile.js'

export default class ProfileList extends ConfigCommand<ProfileRow[]> {
  static override summary = 'List the profiles; * marks the current one.'
  static override examples = [
    {description: 'All of them', command: '<%= config.bin %> <%= command.id %>'},
    {
      description: 'Those without credentials',
      command: '<%= config.bin %> <%= command.id %> --filter credentials=none',
    },
  ]
  static override flags = {...listFlags}

  async run(): Promise<ProfileRow[]> {
    const {flags} = await this.parse(ProfileList)
    const rows = profileRows(await this.profiles.read())
    await this.renderList(rows, profileView, flags)
    return rows
  }
}
