import {Flags} from '@oclif/core'
import type {LoadedSite, SiteHosts} from '../ops/index.js'
import {BaseCommand} from './base-command.js'
import {directoriesOf} from './config/directories.js'
import {durationFlag, renderOptions, type OutputFlagValues} from './flags.js'
import {sitePlaces} from './ops/site-places.js'
import type {View} from './output/view.js'

/** Flags of every command on an installation. */
export interface SiteFlagValues {
  site?: string | undefined
  timeout?: number | undefined
}

/** Time between two looks of `--watch`. */
const WATCH_EVERY_MS = 2000

/** A command on an installation: the site file, and hosts that are closed in the end. */
export abstract class SiteCommand<Result = unknown> extends BaseCommand<Result> {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    site: Flags.string({summary: 'Site file.', helpValue: 'FILE', helpGroup: 'GLOBAL'}),
    timeout: durationFlag({summary: 'Longest wait for one host.', helpGroup: 'GLOBAL'}),
  }

  #hosts: SiteHosts | undefined

  /** Where the site file is looked for. */
  protected sitePlaces(flags: SiteFlagValues): {given: string | undefined; usual: string[]} {
    const configDir = directoriesOf(process.env, this.config).config
    return sitePlaces(flags.site, {env: process.env, configDir})
  }

  /** The site in force. */
  protected async loadSite(flags: SiteFlagValues): Promise<LoadedSite> {
    const {loadSite} = await import('../ops/index.js')
    return loadSite(this.sitePlaces(flags))
  }

  /** The hosts of the site in force; closed when the command ends. */
  protected async hosts(flags: SiteFlagValues): Promise<SiteHosts> {
    const {SiteHosts: Hosts} = await import('../ops/index.js')
    const {site} = await this.loadSite(flags)
    this.#hosts ??= new Hosts(site, {connectTimeoutMs: flags.timeout})
    return this.#hosts
  }

  /** Shows a list again whenever it changed, until Ctrl-C: that is exit status 130. */
  protected async watchList<Row>(
    snapshot: (signal: AbortSignal) => Promise<Row[]>,
    view: View<Row>,
    flags: OutputFlagValues,
  ): Promise<void> {
    const [{watchList}, {setTimeout: delay}] = await Promise.all([
      import('./output/watch.js'),
      import('node:timers/promises'),
    ])
    const {signal} = this
    async function* snapshots(): AsyncGenerator<Row[]> {
      for (;;) {
        yield await snapshot(signal)
        await delay(WATCH_EVERY_MS, undefined, {signal})
      }
    }
    await this.untilInterrupted(watchList(snapshots(), view, renderOptions(flags), {out: this.out, signal}))
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await this.#hosts?.close()
    await super.finally(error)
  }
}
