import type {Host} from './host.js'
import {LocalHost} from './local.js'
import {SshHost} from './ssh.js'
import type {SshTarget} from './ssh-connection.js'

/** How a host of the site is reached. */
export type HostAccess = {kind: 'local'} | ({kind: 'ssh'} & SshTarget)

/** A host by the way it is reached. Nothing is connected before the first command. */
export function openHost(
  name: string,
  access: HostAccess,
  options: {connectTimeoutMs?: number | undefined} = {},
): Host {
  if (access.kind === 'local') return new LocalHost(name)
  const {connectTimeoutMs} = options
  return new SshHost(name, access, connectTimeoutMs === undefined ? {} : {connectTimeoutMs})
}
