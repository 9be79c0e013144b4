import {Flags} from '@oclif/core'
import {listFlags, watchFlag} from '../../cli/flags.js'
import {OpsCommand} from '../../cli/ops-command.js'
import {showRawStatus} from '../../cli/ops/raw-status.js'
import {serviceView} from '../../cli/views/service.js'
import type {ServiceState} from '../../ops/index.js'

export default class OpsStatus extends OpsCommand<void> {
  static override summary = 'Show all services on all hosts.'
  static override description = `Hosts are asked at the same time; one that cannot be reached costs only its own rows.
Ends with 0 when everything runs, 11 when something does not, 9 when a host, Docker or systemd could not be asked.`
  static override strict = false
  static override usage = 'ops status [SERVICE…] [FLAGS]'
  static override examples = [
    {description: 'Everything', command: '<%= config.bin %> ops status'},
    {
      description: 'Ask the services themselves',
      command: '<%= config.bin %> ops status --deep --timeout 10s',
    },
    {
      description: "In systemd's and compose's own words",
      command: '<%= config.bin %> ops status manager --raw',
    },
  ]
  static override flags = {
    ...listFlags,
    deep: Flags.boolean({summary: 'Ask each service itself: pg_isready, PING, endpoint health, HTTP.'}),
    watch: watchFlag,
    raw: Flags.boolean({
      summary: 'Print what systemctl status and compose ps say.',
      exclusive: ['deep', 'watch'],
    }),
    'dry-run': Flags.boolean({summary: 'Print the command lines of --raw.', dependsOn: ['raw']}),
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(OpsStatus)
    const {chooseTargets, readStates, isWell} = await import('../../ops/index.js')
    const hosts = await this.hosts(flags)
    const targets = chooseTargets(hosts.site, argv.map(String), hosts.choose(flags.host))
    const read = (signal: AbortSignal): Promise<ServiceState[]> =>
      readStates(hosts, targets, {deep: flags.deep, timeoutMs: flags.timeout, signal})
    if (flags.raw) {
      const job = {hosts, targets, signal: this.signal, timeoutMs: flags.timeout, dryRun: flags['dry-run']}
      return this.#end(await showRawStatus(job, (text) => this.out.stdout.write(text)))
    }
    if (flags.watch) return this.watchList(read, serviceView, flags)
    const rows = await read(this.signal)
    await this.renderList(rows, serviceView, flags)
    if (rows.some((row) => row.state === 'unknown')) this.#end(9)
    if (!rows.every(isWell)) this.#end(11)
  }

  /** The rows have said what is wrong. */
  #end(code: 0 | 9 | 11): void {
    if (code !== 0) this.exit(code)
  }
}
