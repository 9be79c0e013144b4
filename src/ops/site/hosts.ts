import {OpsNotFoundError} from '../errors.js'
import type {Host} from '../host/host.js'
import {openHost} from '../host/open.js'
import type {Site} from './site.js'

/** The hosts of a site, each opened when first asked for and closed together. */
export class SiteHosts {
  readonly #open = new Map<string, Host>()

  constructor(
    readonly site: Site,
    private readonly options: {connectTimeoutMs?: number | undefined} = {},
  ) {}

  /** @throws OpsNotFoundError for a name the site does not have. */
  get(name: string): Host {
    const known = this.#open.get(name)
    if (known) return known
    const access = this.site.hosts[name]
    if (access === undefined) throw unknownHost(name, this.site)
    const host = openHost(name, access, this.options)
    this.#open.set(name, host)
    return host
  }

  /** Checks names given by a person; all hosts when none is given. @throws OpsNotFoundError */
  choose(names: readonly string[] | undefined): string[] {
    const known = Object.keys(this.site.hosts)
    if (names === undefined || names.length === 0) return known
    for (const name of names) if (!Object.hasOwn(this.site.hosts, name)) throw unknownHost(name, this.site)
    return [...new Set(names)]
  }

  /** Closes the connections to all hosts. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((host) => host.close()))
    this.#open.clear()
  }
}

function unknownHost(name: string, site: Site): OpsNotFoundError {
  return new OpsNotFoundError(`The site has no host "${name}".`, {
    hints: [`Its hosts: ${Object.keys(site.hosts).join(', ')}.`],
  })
}
