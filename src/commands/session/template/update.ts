import {Args, Flags} from '@oclif/core'
import {dangerFlags} from '../../../cli/admin/changes.js'
import {ApiCommand} from '../../../cli/api-command.js'
import {confirm} from '../../../cli/confirm.js'
import {readTemplateFile} from '../../../cli/session/template-file.js'
import {changedTemplateView} from '../../../cli/views/template.js'

export default class SessionTemplateUpdate extends ApiCommand<void> {
  static override summary = 'Change a session template.'
  static override description = `FILE replaces all that it says. It stays whose it was; changing another person's asks first.`
  static override examples = [
    {
      description: 'What it says',
      command: '<%= config.bin %> session template update train --file session.yaml',
    },
    {
      description: 'Its name; only show it',
      command: '<%= config.bin %> session template update train --name train-2 --dry-run',
    },
  ]
  static override args = {
    template: Args.string({required: true, description: 'Template: name, id, or beginning of either.'}),
  }
  static override flags = {
    ...dangerFlags,
    file: Flags.string({
      char: 'f',
      summary: 'YAML or JSON file (- is stdin).',
      helpValue: 'FILE',
      atLeastOne: ['file', 'name'],
    }),
    name: Flags.string({char: 'N', summary: 'Another name.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionTemplateUpdate)
    const {signal} = this
    const client = await this.connect(flags)
    const {settings} = await this.settings()
    const template = await client.templates.get(args.template, {signal})
    const name = flags.name ?? template.name
    const sources = {client, settings, signal, note: (text: string) => this.note(text)}
    const {document} = flags.file === undefined ? template : await readTemplateFile(flags.file, name, sources)
    if (!flags['dry-run']) {
      const action = `Change the template ${template.name} of ${template.owner ?? 'another person'}`
      if (!template.isOwner) await confirm({action, yes: flags.yes, signal})
      await client.templates.update(template, {name, document}, {signal, domain: settings.domain})
    }
    const {id, owner} = template
    const row = {action: 'update', id, name, owner, document, done: !flags['dry-run']}
    await this.renderList([row], changedTemplateView, flags)
  }
}
