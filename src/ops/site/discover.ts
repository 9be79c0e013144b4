import {basename, resolve} from 'node:path'
import {z} from 'zod'
import {OpsError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import {dockerAccess} from '../services/docker.js'
import {isServiceName, SERVICE_NAMES, type ServiceName} from './names.js'
import type {SiteFile} from './schema.js'

/** A service that was found on a host. */
export interface Found {
  service: ServiceName
  host: string
  unit?: string
  file?: string
  project?: string
  /** Published ports: inside to outside. */
  ports?: Readonly<Record<string, string>>
}

const labelSchema = z.object({
  Config: z.object({Labels: z.record(z.string(), z.string()).nullish()}),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({HostPort: z.string()})).nullish()).nullish(),
  }),
})
const LABEL = 'com.docker.compose.'

/** How compose files of the halfstack are told apart. */
const FILE_WORDS: readonly (readonly [RegExp, ServiceName])[] = [
  [/postgres|halfstack-db/, 'postgres'],
  [/redis/, 'redis'],
  [/etcd/, 'etcd'],
  [/wsproxy/, 'wsproxy'],
]

/**
 * Looks at one host: Backend.AI units, and containers that compose made. What cannot be asked is told through `warn`.
 * Rejects with `OpsUnreachableError` or `OpsNotAllowedError` when the host itself cannot be reached, `OpsAbortedError`.
 */
export async function discoverHost(
  host: Host,
  options: RunOptions & {warn: (text: string) => void},
): Promise<Found[]> {
  const {warn, ...run} = options
  await host.run(['true'], run)
  const orNone = async (look: Promise<Found[]>): Promise<Found[]> => {
    try {
      return await look
    } catch (error) {
      if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
      warn(`${host.name}: ${error.message}`)
      return []
    }
  }
  const found = [await orNone(units(host, run)), await orNone(containers(host, run))]
  return found.flat()
}

async function units(host: Host, options: RunOptions): Promise<Found[]> {
  const list = ['systemctl', 'list-unit-files', '--no-legend', '--no-pager', 'backendai-*.service']
  const {stdout} = await host.run(list, {...options, accept: [0, 1]})
  return stdout.split('\n').flatMap((line) => {
    const unit = /^(\S+)\.service/.exec(line)?.[1]
    const service = unit?.replace(/^backendai-/, '') ?? ''
    return unit !== undefined && isServiceName(service) ? [{service, host: host.name, unit}] : []
  })
}

async function containers(host: Host, options: RunOptions): Promise<Found[]> {
  const {asRoot} = await dockerAccess(host, options)
  const run = {...options, asRoot}
  const list = ['docker', 'ps', '-aq', '--no-trunc', '--filter', `label=${LABEL}project`]
  const ids = (await host.run(list, run)).stdout.trim()
  if (ids === '') return []
  const {stdout} = await host.run(['docker', 'inspect', ...ids.split('\n')], {...run, accept: [0, 1]})
  return z
    .array(labelSchema)
    .parse(JSON.parse(stdout))
    .flatMap((container) => {
      const labels = container.Config.Labels ?? {}
      const name = labels[`${LABEL}project.config_files`]?.split(',')[0] ?? ''
      const service = FILE_WORDS.find(([pattern]) => pattern.test(basename(name)))?.[1]
      if (service === undefined) return []
      const file = resolve(labels[`${LABEL}project.working_dir`] ?? '/', basename(name))
      const ports = Object.entries(container.NetworkSettings.Ports ?? {}).flatMap(([inside, outside]) =>
        outside?.[0] ? [[inside.replace(/\/.*/, ''), outside[0].HostPort]] : [],
      )
      const project = labels[`${LABEL}project`] ?? ''
      return [
        {service, host: host.name, file, project, ports: Object.fromEntries(ports) as Record<string, string>},
      ]
    })
}

/** The site file for what was found. Without I/O. */
export function siteFileFrom(hosts: NonNullable<SiteFile['hosts']>, found: readonly Found[]): SiteFile {
  const services: NonNullable<SiteFile['services']> = {}
  for (const one of inStartingOrder(found)) {
    const before = services[one.service]
    const names = [...(before?.hosts ?? (before?.host === undefined ? [] : [before.host])), one.host]
    const unique = [...new Set(names)]
    const [first] = unique
    const port = one.service === 'wsproxy' ? Object.values(one.ports ?? {})[0] : undefined
    services[one.service] = {
      ...(unique.length === 1 && first !== undefined ? {host: first} : {hosts: unique}),
      ...(one.unit !== undefined && {unit: one.unit}),
      ...(one.file !== undefined && {file: one.file, project: one.project}),
      ...(port !== undefined && {health: `http://127.0.0.1:${port}/`}),
    }
  }
  const etcd = found.find(({service}) => service === 'etcd')?.ports?.['2379']
  return {
    hosts,
    services,
    ...(etcd !== undefined && {etcd: {endpoints: [`http://127.0.0.1:${etcd}`]}}),
  }
}

function inStartingOrder(found: readonly Found[]): Found[] {
  return SERVICE_NAMES.flatMap((name) => found.filter(({service}) => service === name))
}
