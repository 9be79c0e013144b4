import {OpsConflictError, OpsInputError} from '../errors.js'
import type {RunOptions} from '../host/host.js'
import {LocalHost} from '../host/local.js'
import {chooseFound} from './choose-found.js'
import {discoverHost, siteFileFrom} from './discover.js'
import {SiteHosts} from './hosts.js'
import {siteFileSchema, type SiteFile} from './schema.js'
import {siteOf} from './site.js'

export interface InitOptions extends RunOptions {
  /** Remarks: what could not be asked. */
  warn: (text: string) => void
  /** `NAME=TARGET`: hosts behind ssh. */
  ssh: readonly string[]
  /** ssh's configuration for them. */
  sshConfig?: string | undefined
  /** Only containers of this compose project. */
  project?: string | undefined
}

/** Looks at this machine and at hosts behind ssh, and makes a site file of it. Rejects with `OpsUnreachableError`, `OpsInputError`. */
export async function discoverSite(options: InitOptions): Promise<SiteFile> {
  const {ssh, sshConfig, project, ...rest} = options
  const hosts: NonNullable<SiteFile['hosts']> = {local: 'local'}
  for (const word of ssh) {
    const [, name = '', target = ''] = /^([^=]+)=(.+)$/.exec(word) ?? [word, word, word]
    hosts[name] = {ssh: target, ...(sshConfig !== undefined && {config: sshConfig})}
  }
  const checked = siteFileSchema.safeParse({hosts})
  if (!checked.success) {
    throw new OpsInputError(`--ssh: ${checked.error.issues[0]?.message ?? 'not accepted'}.`, {
      hints: ['Give hosts as NAME=TARGET, for example gpu01=root@gpu01.example.com.'],
    })
  }
  const open = new SiteHosts(siteOf(checked.data))
  try {
    const found = await Promise.all(Object.keys(hosts).map((name) => discoverHost(open.get(name), rest)))
    const {kept, rivals} = chooseFound(found.flat(), {project})
    for (const {service, host, project: other = '', file = ''} of rivals) {
      rest.warn(`${service} on ${host} is also in the project ${other} (${file}): --project takes that.`)
    }
    return siteFileFrom(hosts, kept)
  } finally {
    await open.close()
  }
}

/** Writes the file. Rejects with `OpsConflictError` when there is one already, unless told to replace it. */
export async function writeSiteFile(
  path: string,
  text: string,
  {replace}: {replace: boolean},
): Promise<void> {
  const host = new LocalHost()
  const {stat} = await import('node:fs/promises')
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  if (exists && !replace) {
    throw new OpsConflictError(`${path} exists.`, {
      hints: ['Give --force to write it anew, or --dry-run to see what it would be.'],
    })
  }
  await host.writeFile(path, text, {mode: 0o644})
}
