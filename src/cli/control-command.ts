import {Flags} from '@oclif/core'
import type {ControlOptions, ServiceChange, Target} from '../ops/index.js'
import {UsageError} from './errors.js'
import {outputFlags, type OutputFlagValues} from './flags.js'
import {OpsCommand} from './ops-command.js'
import type {SiteFlagValues} from './site-command.js'
import {changeView, commandView} from './views/service.js'

type Verb = 'start' | 'stop' | 'restart'

/** Flags of the commands that start and stop. */
export const controlFlags = {
  'dry-run': Flags.boolean({summary: 'Print the command lines that would be run; change nothing.'}),
  ...outputFlags,
}

/** Starts, stops and restarts: one plan, printed or carried out. */
export abstract class ControlCommand extends OpsCommand<void> {
  /** Does it and shows what came of it; the first failure is the command's. */
  protected async control(
    verb: Verb,
    words: readonly string[],
    flags: SiteFlagValues &
      OutputFlagValues & {host?: string[] | undefined; 'dry-run': boolean; keep?: boolean},
    before: (targets: readonly Target[]) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const {chooseTargets, controlServices} = await import('../ops/index.js')
    const hosts = await this.hosts(flags)
    const targets = chooseTargets(hosts.site, words, hosts.choose(flags.host))
    const dryRun = flags['dry-run']
    if (!dryRun) await before(targets)
    const options: ControlOptions = {
      dryRun,
      keep: flags.keep ?? false,
      waitMs: flags.timeout,
      signal: this.signal,
      progress: (text) => this.note(text),
      warn: (text) => this.note(`Warning: ${text}`),
    }
    const {changes, error} = await controlServices(hosts, verb, targets, options)
    await (dryRun ? this.#showPlan(changes, flags) : this.renderList(changes, changeView, flags))
    if (error) throw error
  }

  /** The services a person named. @throws UsageError when there are none: `all` must be said. */
  protected named(argv: readonly unknown[]): string[] {
    if (argv.length > 0) return argv.map(String)
    throw new UsageError('Name the services, or say all.')
  }

  async #showPlan(changes: readonly ServiceChange[], flags: OutputFlagValues): Promise<void> {
    for (const {service, host, outcome, was} of changes) {
      if (outcome === 'already') this.note(`${service} on ${host} is ${was} already.`)
    }
    const planned = changes.filter(({outcome}) => outcome === 'planned')
    await this.renderList(planned, commandView, {...flags, header: false})
  }
}
