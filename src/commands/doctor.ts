import {ApiCommand, type ConnectionFlagValues} from '../cli/api-command.js'
import {connectionSteps} from '../cli/doctor/connection.js'
import type {DoctorContext} from '../cli/doctor/context.js'
import {installationSteps} from '../cli/doctor/installation.js'
import {runSteps} from '../cli/doctor/steps.js'
import {CheckFailedError} from '../cli/errors.js'
import {listFlags} from '../cli/flags.js'
import {doctorView} from '../cli/views/doctor.js'

export default class Doctor extends ApiCommand<void> {
  static override summary = 'Check everything between you and a session, with a fix for each failure.'
  static override description = `From this program over network, TLS, clock and signature to the manager, its resource group,
agents, image and your quota. Ends with 11 when a line failed.`
  static override examples = [
    {description: 'All checks', command: '<%= config.bin %> doctor'},
    {
      description: 'Only what failed, for a script',
      command: '<%= config.bin %> doctor --filter result=failed --output json',
    },
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Doctor)
    const context = await this.#context(flags)
    const lines = await runSteps([...connectionSteps(context), ...installationSteps(context)], this.signal)
    await this.renderList(lines, doctorView, flags)
    const failed = lines.filter(({result}) => result === 'failed')
    if (failed.length > 0) {
      throw new CheckFailedError(`${failed.map(({check}) => check).join(', ')}: not well.`)
    }
  }

  async #context(flags: ConnectionFlagValues): Promise<DoctorContext> {
    const resolved = await this.settings(flags)
    const {tlsOptions} = await import('../cli/config/client.js')
    return {
      version: this.config.version,
      resolved,
      tls: await tlsOptions(resolved),
      client: (as) => (as === 'self' ? this.connect(flags) : this.connectAnonymously(flags)),
      signal: this.signal,
    }
  }
}
