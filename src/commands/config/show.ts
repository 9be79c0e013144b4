import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {listFlags} from '../../cli/flags.js'
import {settingOriginView, settingRows, settingView, type SettingRow} from '../../cli/views/setting.js'

export default class ConfigShow extends ApiCommand<SettingRow[]> {
  static override summary = 'Show the settings in force, secrets masked.'
  static override description =
    'Flags win over the environment (BAI_*, then BACKEND_*), that over bai.yaml in the project, that over the profile.'
  static override examples = [
    {description: 'With where each comes from', command: '<%= config.bin %> <%= command.id %> --origin'},
    {
      description: 'One value, for scripts',
      command: '<%= config.bin %> <%= command.id %> --filter setting=endpoint --columns value --no-header',
    },
  ]
  static override flags = {
    origin: Flags.boolean({summary: 'Show where each value comes from.'}),
    ...listFlags,
  }

  async run(): Promise<SettingRow[]> {
    const {flags} = await this.parse(ConfigShow)
    const resolved = await this.settings(flags)
    const rows = settingRows(resolved)
    await this.renderList(rows, flags.origin ? settingOriginView : settingView, flags)
    if (resolved.withheld) {
      const {describeOrigin} = await import('../../cli/config/settings.js')
      const {origin, endpoint} = resolved.withheld
      this.note(`Not used: credentials of ${describeOrigin(origin)}, which belong to ${endpoint}.`)
    }
    return rows
  }
}
