import {ControlCommand, controlFlags} from '../../cli/control-command.js'

export default class OpsRestart extends ControlCommand {
  static override summary = 'Restart services.'
  static override description = `In the order of the dependencies; each step waits until its services are up and answer. What is down is
started. Compose files that were changed take effect by stop and start, not by restart.`
  static override strict = false
  static override usage = 'ops restart SERVICE… [FLAGS]'
  static override examples = [
    {description: 'Everything, in order', command: '<%= config.bin %> ops restart all'},
    {description: 'See what would be run', command: '<%= config.bin %> ops restart manager --dry-run'},
    {description: 'One service on one host', command: '<%= config.bin %> ops restart agent --host gpu07'},
  ]
  static override flags = {...controlFlags}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(OpsRestart)
    await this.control('restart', this.named(argv), flags)
  }
}
