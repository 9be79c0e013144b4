import {ApiCommand} from '../../../cli/api-command.js'
import {listFlags} from '../../../cli/flags.js'
import {templateView} from '../../../cli/views/template.js'

export default class SessionTemplateList extends ApiCommand<void> {
  static override summary = 'List the session templates.'
  static override description = `Those of all people: managers show every template to everybody.`
  static override aliases = ['session:template:ls']
  static override examples = [
    {description: 'All of them', command: '<%= config.bin %> session template list'},
    {
      description: 'Names of your own',
      command: '<%= config.bin %> session template list --filter isOwner=true --output name',
    },
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(SessionTemplateList)
    const client = await this.connect(flags)
    await this.renderList(await client.templates.list({signal: this.signal}), templateView, flags)
  }
}
