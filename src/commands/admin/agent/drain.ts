import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {waitUntilEmpty} from '../../../cli/admin/wait-empty.js'
import {durationFlag} from '../../../cli/flags.js'

export default class AdminAgentDrain extends AdminCommand {
  static override summary = 'Put no new sessions on an agent.'
  static override description = `What runs there goes on. With --wait-empty the command ends when the last session has
ended, so that the machine can be taken away.`
  static override examples = [
    {
      description: 'Until it is empty',
      command: '<%= config.bin %> admin agent drain i-local-1 --wait-empty --timeout 2h',
    },
    {description: 'Only show it', command: '<%= config.bin %> admin agent drain i-local-1 --dry-run'},
  ]
  static override args = {name: Args.string({required: true, description: 'Id of the agent.'})}
  static override flags = {
    ...changeFlags,
    'wait-empty': Flags.boolean({char: 'W', summary: 'Wait until no session is left on it.'}),
    timeout: durationFlag({summary: 'Longest wait; then exit 3.', dependsOn: ['wait-empty']}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminAgentDrain)
    const client = await this.connect(flags)
    const was = await client.admin.agents.get(args.name, {signal: this.signal})
    const props = {schedulable: false}
    await this.change(flags, {
      ...{action: 'drain', kind: 'agent', name: args.name, props, was},
      apply: (_, options) => client.admin.agents.update(args.name, props, options),
    })
    if (!flags['wait-empty'] || flags['dry-run']) return
    const note = (text: string) => this.note(text)
    await waitUntilEmpty(client, args.name, {note, withinMs: flags.timeout, signal: this.signal})
  }
}
