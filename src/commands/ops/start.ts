import {ControlCommand, controlFlags} from '../../cli/control-command.js'

export default class OpsStart extends ControlCommand {
  static override summary = 'Start services.'
  static override description = `Databases first, then the manager, then what needs it; each step waits until its services are up and
answer. What runs already is left alone. After a failure what needs the failed service is not tried.`
  static override strict = false
  static override usage = 'ops start SERVICE… [FLAGS]'
  static override examples = [
    {description: 'Everything, in order', command: '<%= config.bin %> ops start all'},
    {description: 'See what would be run', command: '<%= config.bin %> ops start manager --dry-run'},
    {description: 'One service on one host', command: '<%= config.bin %> ops start agent --host gpu07'},
  ]
  static override flags = {...controlFlags}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(OpsStart)
    await this.control('start', this.named(argv), flags)
  }
}
