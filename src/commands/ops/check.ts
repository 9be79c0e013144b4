import {Flags} from '@oclif/core'
import {CheckFailedError} from '../../cli/errors.js'
import {listFlags} from '../../cli/flags.js'
import {OpsCommand} from '../../cli/ops-command.js'
import {checkView} from '../../cli/views/check.js'
import {SERVICE_NAMES} from '../../ops/site/names.js'

export default class OpsCheck extends OpsCommand<void> {
  static override summary = 'Check hosts against what the services need.'
  static override description = `CPU, memory, disk, GPU, Docker, compose, CUDA, Python, pyenv. Without --role each host is
checked for the services the site has there. Ends with 11 when a line failed, 9 when a host could not be asked.`
  static override examples = [
    {description: 'This machine as an agent', command: '<%= config.bin %> ops check --role agent'},
    {
      description: 'With room to spare, several roles on one host',
      command: '<%= config.bin %> ops check --role manager --role postgres --sum --recommended',
    },
  ]
  static override flags = {
    ...listFlags,
    role: Flags.option({
      options: SERVICE_NAMES,
      summary: 'Check for this role (repeatable).',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    })(),
    recommended: Flags.boolean({summary: 'Against the recommended values: the double.'}),
    sum: Flags.boolean({summary: 'Add up what the roles that share a host need.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsCheck)
    const {checkHosts} = await import('../../ops/index.js')
    const hosts = await this.hosts(flags)
    const {lines, error} = await checkHosts(hosts, hosts.choose(flags.host), {
      roles: flags.role,
      recommended: flags.recommended,
      sum: flags.sum,
      timeoutMs: flags.timeout,
      signal: this.signal,
    })
    await this.renderList(lines, checkView, flags)
    if (error) throw error
    const failed = lines.filter(({result}) => result === 'failed')
    if (failed.length > 0) throw new CheckFailedError(`${failed.length} of ${lines.length} checks failed.`)
  }
}
