import {OpsConflictError, OpsInputError} from '../errors.js'
import type {RunOptions} from '../host/host.js'
import {LocalHost} from '../host/local.js'
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
}

/** Looks at this machine and at hosts behind ssh, and makes a site file of it. Rejects with `OpsUnreachableError`, `OpsInputError`. */
export async function discoverSite(options: InitOptions): Promise<SiteFile> {
  const {ssh, sshConfig, ...rest} = options
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
    return siteFileFrom(hosts, firstOfEach(found.flat()))
  } finally {
    await open.close()
  }
}

/** A container may be seen from several hosts that share an engine: the first one keeps it. */
function firstOfEach(found: Awaited<ReturnType<typeof discoverHost>>): typeof found {
  return found.filter(
    (one, index) =>
      one.unit !== undefined ||
      found.findIndex(({service, file}) => service === one.service && file === one.file) === index,
  )
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
