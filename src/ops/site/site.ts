import {join} from 'node:path'
import {OpsInputError} from '../errors.js'
import type {HostAccess} from '../host/open.js'
import {SERVICE_NAMES, type ServiceName} from './names.js'
import type {SecretSource, SiteFile} from './schema.js'

/** Which compose program is used: `auto` takes the one that made the containers, else v2, else v1. */
export type ComposeChoice = 'auto' | 'v1' | 'v2'

/** A service as this installation runs it. */
export type ServiceSpec = {
  name: ServiceName
  hosts: readonly string[]
  /** A URL asked on its host, `none`, or absent: the service's own default for --deep. */
  health?: string | undefined
} & (
  {kind: 'systemd'; unit: string} | {kind: 'compose'; file: string; project: string; version: ComposeChoice}
)

/** An installation: the site file with everything that was left out filled in. */
export interface Site {
  hosts: Readonly<Record<string, HostAccess>>
  services: Readonly<Record<ServiceName, ServiceSpec>>
  postgres: {
    container?: string | undefined
    /** `host:port`, seen from the service's host; the programs are then run on that host itself. */
    address?: string | undefined
    user: string
    database: string
    password?: SecretSource | undefined
  }
  etcd: {
    endpoints: readonly string[]
    namespace: string
    user?: string | undefined
    password?: SecretSource | undefined
    tls?: {ca?: string | undefined; cert?: string | undefined; key?: string | undefined} | undefined
  }
  backup: NonNullable<SiteFile['backup']>
}

export const DEFAULT_HOST = 'local'
export const DEFAULT_FOLDER = '/home/lablup/halfstack'
export const DEFAULT_PROJECT = 'backend'
export const UNITS: Readonly<Partial<Record<ServiceName, string>>> = {
  manager: 'backendai-manager',
  agent: 'backendai-agent',
  webserver: 'backendai-webserver',
}
export const COMPOSE_FILES: Readonly<Partial<Record<ServiceName, string>>> = {
  postgres: 'docker-compose.hs.postgres.yaml',
  redis: 'docker-compose.hs.redis.yaml',
  etcd: 'docker-compose.hs.etcd.yaml',
  wsproxy: 'docker-compose.wsproxy-simple.yaml',
}

/**
 * Fills in the defaults: everything on this machine, the usual units and compose files.
 * @throws OpsInputError when a service names a host that is not there.
 */
export function siteOf(file: SiteFile): Site {
  const hosts = hostsOf(file)
  const services = Object.fromEntries(SERVICE_NAMES.map((name) => [name, serviceOf(name, file, hosts)]))
  return {
    hosts,
    services: services as Record<ServiceName, ServiceSpec>,
    postgres: {
      ...file.postgres,
      user: file.postgres?.user ?? 'postgres',
      database: file.postgres?.database ?? 'backend',
    },
    etcd: {
      ...file.etcd,
      endpoints: file.etcd?.endpoints ?? ['http://127.0.0.1:2379'],
      namespace: file.etcd?.namespace ?? 'local',
    },
    backup: {...file.backup},
  }
}

function hostsOf(file: SiteFile): Record<string, HostAccess> {
  const entries = Object.entries(file.hosts ?? {}).map(([name, access]): [string, HostAccess] => [
    name,
    access === 'local'
      ? {kind: 'local'}
      : {kind: 'ssh', target: access.ssh, port: access.port, configFile: access.config},
  ])
  return entries.length > 0 ? Object.fromEntries(entries) : {[DEFAULT_HOST]: {kind: 'local'}}
}

function serviceOf(name: ServiceName, file: SiteFile, hosts: Record<string, HostAccess>): ServiceSpec {
  const given = file.services?.[name] ?? {}
  const names = given.hosts ?? [given.host ?? Object.keys(hosts)[0] ?? DEFAULT_HOST]
  const unknown = names.find((host) => !Object.hasOwn(hosts, host))
  if (unknown !== undefined) {
    throw new OpsInputError(`services.${name} names the host "${unknown}", which is not under hosts.`, {
      hints: [`Known hosts: ${Object.keys(hosts).join(', ')}.`],
    })
  }
  const common = {name, hosts: names, ...(given.health !== undefined && {health: given.health})}
  const unit = given.unit ?? (given.file === undefined ? UNITS[name] : undefined)
  if (unit !== undefined) return {...common, kind: 'systemd', unit}
  const {folder = DEFAULT_FOLDER, project = DEFAULT_PROJECT, version = 'auto'} = file.compose ?? {}
  return {
    ...common,
    kind: 'compose',
    file: given.file ?? join(folder, COMPOSE_FILES[name] ?? `docker-compose.${name}.yaml`),
    project: given.project ?? project,
    version,
  }
}
