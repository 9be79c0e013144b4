import {Args, Flags} from '@oclif/core'
import {changeFlags} from '../../../cli/admin/changes.js'
import {ApiCommand} from '../../../cli/api-command.js'
import {readTemplateFile} from '../../../cli/session/template-file.js'
import {changedTemplateView} from '../../../cli/views/template.js'

export default class SessionTemplateCreate extends ApiCommand<void> {
  static override summary = 'Keep what a session shall be as a template.'
  static override description = `FILE is what session create --file takes, or a template document (kind: taskTemplate), also as
the platform's own client takes it.
Image, GPU slot and resource group are looked up now. Everybody can see a template: put no secret in it.`
  static override examples = [
    {
      description: 'From the file of a session',
      command: '<%= config.bin %> session template create train --file session.yaml',
    },
    {
      description: 'Sessions made from it; flags go before what it says',
      command: '<%= config.bin %> session create --template train --gpu 0.2 --count 2',
    },
    {
      description: 'Only show the document',
      command: '<%= config.bin %> session template create train --file session.yaml --dry-run --output yaml',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the template.'})}
  static override flags = {
    ...changeFlags,
    file: Flags.string({
      char: 'f',
      summary: 'YAML or JSON file (- is stdin).',
      required: true,
      helpValue: 'FILE',
    }),
    project: Flags.string({char: 'G', summary: 'Project whose it is.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionTemplateCreate)
    const {signal} = this
    const client = await this.connect(flags)
    const {settings} = await this.settings()
    const sources = {client, settings, signal, note: (text: string) => this.note(text)}
    const {document, project} = await readTemplateFile(flags.file, args.name, sources)
    const wanted = {
      name: args.name,
      document,
      project: flags.project ?? project ?? settings.project,
      domain: settings.domain,
    }
    const id = flags['dry-run'] ? '' : await client.templates.create(wanted, {signal})
    const row = {action: 'create', id, name: args.name, owner: null, document, done: id !== ''}
    await this.renderList([row], changedTemplateView, flags)
  }
}
