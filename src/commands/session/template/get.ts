import {Args} from '@oclif/core'
import {ApiCommand} from '../../../cli/api-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {templateDetailView} from '../../../cli/views/template.js'

export default class SessionTemplateGet extends ApiCommand<void> {
  static override summary = 'Show a session template.'
  static override description = `YAML and JSON hold its whole document, which create and update read again.`
  static override aliases = ['session:template:info']
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> session template get train'},
    {
      description: 'With its document, to keep or to change',
      command: '<%= config.bin %> session template get train --output yaml',
    },
  ]
  static override args = {
    template: Args.string({required: true, description: 'Template: name, id, or beginning of either.'}),
  }
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionTemplateGet)
    const client = await this.connect(flags)
    await this.renderOne(
      await client.templates.get(args.template, {signal: this.signal}),
      templateDetailView,
      flags,
    )
  }
}
