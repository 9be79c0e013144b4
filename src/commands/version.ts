import {Flags} from '@oclif/core'
import {ApiCommand, type ConnectionFlagValues} from '../cli/api-command.js'
import {outputFlags} from '../cli/flags.js'
import {SdkError} from '../sdk/errors.js'
import {versionView, type VersionReport} from '../cli/views/version.js'

export default class Version extends ApiCommand<VersionReport> {
  static override summary = 'Show the versions of bai and of the manager.'
  static override description =
    'The manager is asked when an address is set; exit status 9 when it cannot be reached, after what is known.'
  static override examples = [
    {description: 'Both', command: '<%= config.bin %> version'},
    {
      description: 'Only this program, without a request',
      command: '<%= config.bin %> version --client --output json',
    },
  ]
  static override flags = {
    ...outputFlags,
    client: Flags.boolean({summary: 'Do not ask the manager.'}),
  }

  async run(): Promise<VersionReport> {
    const {flags} = await this.parse(Version)
    const {endpoint} = (await this.settings(flags)).settings
    const report: VersionReport = {
      bai: this.config.version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      endpoint: endpoint ?? null,
      manager: null,
      apiVersion: null,
    }
    const {told, error} =
      endpoint === undefined || flags.client ? {told: {}, error: undefined} : await this.#manager(flags)
    await this.renderOne({...report, ...told}, versionView, flags)
    if (error) throw error
    return {...report, ...told}
  }

  /** Asked anew: what is remembered may be of a manager that was upgraded since. */
  async #manager(flags: ConnectionFlagValues): Promise<{told: Partial<VersionReport>; error?: SdkError}> {
    const client = await this.connectAnonymously(flags)
    try {
      const {releaseText, apiVersion} = await client.capabilities({signal: this.signal})
      return {told: {manager: releaseText, apiVersion}}
    } catch (error) {
      if (error instanceof SdkError) return {told: {}, error}
      throw error
    }
  }
}
