import {Args} from '@oclif/core'
import {dangerFlags} from '../../../cli/admin/changes.js'
import {ApiCommand} from '../../../cli/api-command.js'
import {confirm} from '../../../cli/confirm.js'
import {changedTemplateView} from '../../../cli/views/template.js'

export default class SessionTemplateRm extends ApiCommand<void> {
  static override summary = 'Remove a session template.'
  static override description = `Sessions that were made from it stay. Removing another person's asks first.`
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> session template rm train'},
    {description: 'Only show it', command: '<%= config.bin %> session template rm train --dry-run'},
  ]
  static override args = {
    template: Args.string({required: true, description: 'Template: name, id, or beginning of either.'}),
  }
  static override flags = {...dangerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionTemplateRm)
    const {signal} = this
    const client = await this.connect(flags)
    const template = await client.templates.get(args.template, {signal})
    const {id, name, owner, isOwner} = template
    if (!flags['dry-run']) {
      const action = `Remove the template ${name} of ${owner ?? 'another person'}`
      if (!isOwner) await confirm({action, yes: flags.yes, signal})
      await client.templates.remove(template, {signal})
    }
    const row = {action: 'remove', id, name, owner, document: null, done: !flags['dry-run']}
    await this.renderList([row], changedTemplateView, flags)
  }
}
