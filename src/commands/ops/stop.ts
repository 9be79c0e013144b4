import {Flags} from '@oclif/core'
import {confirm} from '../../cli/confirm.js'
import {ControlCommand, controlFlags} from '../../cli/control-command.js'

export default class OpsStop extends ControlCommand {
  static override summary = 'Stop services.'
  static override description = `What needs others first, the databases last. Compose services are taken down, which removes
their containers (not their volumes); --keep only stops them. Asks first.`
  static override strict = false
  static override usage = 'ops stop SERVICE… [FLAGS]'
  static override examples = [
    {description: 'Everything, in order', command: '<%= config.bin %> ops stop all --yes'},
    {description: 'Keep the containers', command: '<%= config.bin %> ops stop wsproxy --keep --yes'},
    {description: 'See what would be run', command: '<%= config.bin %> ops stop postgres --dry-run'},
  ]
  static override flags = {
    keep: Flags.boolean({summary: 'Keep the containers: compose stop instead of down.'}),
    yes: Flags.boolean({char: 'y', summary: 'Do not ask.'}),
    ...controlFlags,
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(OpsStop)
    await this.control('stop', this.named(argv), flags, async (targets) => {
      const names = targets.map(({spec, host}) => `${spec.name} on ${host}`)
      await confirm({action: `Stop ${names.join(', ')}`, yes: flags.yes, signal: this.signal})
    })
  }
}
