import {OpsNotFoundError} from '../errors.js'
import {isServiceName, SERVICE_NAMES, type ServiceName} from '../site/names.js'
import type {ServiceSpec, Site} from '../site/site.js'

/** A service on one of its hosts. */
export interface Target {
  host: string
  spec: ServiceSpec
}

/** A systemd service on one of its hosts. */
export interface SystemdService {
  host: string
  spec: Extract<ServiceSpec, {kind: 'systemd'}>
}

/** A compose service on one of its hosts. */
export interface ComposeService {
  host: string
  spec: Extract<ServiceSpec, {kind: 'compose'}>
}

/**
 * The services meant, in starting order, on the hosts meant; all when none is named.
 * @throws OpsNotFoundError for unknown names and for a selection that is nowhere.
 */
export function chooseTargets(site: Site, words: readonly string[], hosts: readonly string[]): Target[] {
  const names = serviceNames(words)
  const targets = SERVICE_NAMES.filter((name) => names.has(name)).flatMap((name) => {
    const spec = site.services[name]
    return spec.hosts.filter((host) => hosts.includes(host)).map((host) => ({host, spec}))
  })
  if (targets.length > 0) return targets
  throw new OpsNotFoundError(`None of ${[...names].join(', ')} runs on ${hosts.join(', ')}.`, {
    hints: ['`bai ops config show` lists which service is on which host.'],
  })
}

function serviceNames(words: readonly string[]): Set<ServiceName> {
  if (words.length === 0 || words.includes('all')) return new Set(SERVICE_NAMES)
  const names = new Set<ServiceName>()
  for (const word of words) {
    if (!isServiceName(word)) {
      throw new OpsNotFoundError(`There is no service "${word}".`, {
        hints: [`Services: ${SERVICE_NAMES.join(', ')}, or all.`],
      })
    }
    names.add(word)
  }
  return names
}

/** Whether systemd runs it. */
export function isSystemd(target: Target): target is SystemdService {
  return target.spec.kind === 'systemd'
}

/** Whether compose runs it. */
export function isCompose(target: Target): target is ComposeService {
  return target.spec.kind === 'compose'
}
