import {Flags} from '@oclif/core'
import type {Host, SiteHosts} from '../../../ops/index.js'
import type {Session} from '../../../sdk/index.js'
import {ApiCommand, type ConnectionFlagValues} from '../../api-command.js'
import {durationFlag, outputFlags, type OutputFlagValues} from '../../flags.js'
import {commitImageView, commitStepView, type CommitView} from '../../views/commit-image.js'
import {sitePlaces} from '../site-places.js'
import type {CommitRunOptions} from './run.js'

/** Flags of the commands that make an image of a session. */
export const commitFlags = {
  as: Flags.string({required: true, summary: 'Name of the image.', helpValue: 'NAME:TAG'}),
  timeout: durationFlag({summary: 'Longest wait for each step of the manager.'}),
  'dry-run': Flags.boolean({summary: 'Print what would be done; change nothing.'}),
  ...outputFlags,
}

/** What such a command says besides its options. */
export interface CommitFlagValues extends ConnectionFlagValues, OutputFlagValues {
  owner?: string | undefined
  timeout?: number | undefined
  site?: string | undefined
  host?: string | undefined
}

/** Makes an image of a session; stdout is its name, or the plan under --dry-run. */
export abstract class CommitCommand extends ApiCommand<void> {
  #hosts: SiteHosts | undefined

  protected async commit(
    session: Session,
    flags: CommitFlagValues,
    options: CommitRunOptions,
  ): Promise<void> {
    const [{findSubject}, {commitImage}] = await Promise.all([import('./subject.js'), import('./run.js')])
    const {signal} = this
    const client = await this.connect()
    const subject = await findSubject(client, session, {owner: flags.owner, signal})
    const result = await commitImage(subject, options, {
      client,
      agentHosts: () => this.#agentHosts(flags),
      signal,
      note: (text) => this.note(text),
      timeoutMs: flags.timeout,
    })
    await this.#show(result, flags)
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await this.#hosts?.close()
    await super.finally(error)
  }

  async #show(result: CommitView, flags: CommitFlagValues): Promise<void> {
    if (flags.output !== undefined || flags.json) await this.renderOne(result, commitImageView, flags)
    else if (result.made) await this.renderOne(result, commitImageView, {...flags, output: 'name'})
    else await this.renderList(result.steps, commitStepView, {...flags, header: false})
  }

  async #agentHosts(flags: CommitFlagValues): Promise<Host[]> {
    const {loadSite, SiteHosts: Hosts} = await import('../../../ops/index.js')
    const places = sitePlaces(flags.site, {env: process.env, configDir: this.directories.config})
    const {site} = await loadSite(places)
    this.#hosts ??= new Hosts(site)
    const hosts = this.#hosts
    const names = flags.host === undefined ? site.services.agent.hosts : hosts.choose([flags.host])
    return names.map((name) => hosts.get(name))
  }
}
