import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'

export default class AdminAgentUndrain extends AdminCommand {
  static override summary = 'Let an agent take sessions again.'
  static override examples = [
    {description: 'After maintenance', command: '<%= config.bin %> admin agent undrain i-local-1'},
    {description: 'Only show it', command: '<%= config.bin %> admin agent undrain i-local-1 --dry-run'},
  ]
  static override args = {name: Args.string({required: true, description: 'Id of the agent.'})}
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminAgentUndrain)
    const client = await this.connect(flags)
    const was = await client.admin.agents.get(args.name, {signal: this.signal})
    const props = {schedulable: true}
    await this.change(flags, {
      ...{action: 'undrain', kind: 'agent', name: args.name, props, was},
      apply: (_, options) => client.admin.agents.update(args.name, props, options),
    })
  }
}
