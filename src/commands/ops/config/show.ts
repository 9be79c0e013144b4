import {listFlags} from '../../../cli/flags.js'
import {OpsCommand} from '../../../cli/ops-command.js'
import {siteValueView} from '../../../cli/views/site.js'

export default class OpsConfigShow extends OpsCommand<void> {
  static override summary = 'Show the site in force, value by value, and where each comes from.'
  static override examples = [
    {description: 'Everything', command: '<%= config.bin %> ops config show'},
    {description: 'What the file says', command: '<%= config.bin %> ops config show --filter origin=file'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsConfigShow)
    const {siteValues} = await import('../../../ops/index.js')
    const loaded = await this.loadSite(flags)
    this.note(
      loaded.path === undefined ? 'No site file: all values are defaults.' : `Site file: ${loaded.path}`,
    )
    await this.renderList(siteValues(loaded), siteValueView, flags)
  }
}
