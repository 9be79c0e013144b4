import {OpsConflictError, OpsInputError, OpsNotFoundError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import {containersOf, readContainers} from '../services/containers.js'
import {dockerAccess} from '../services/docker.js'
import type {SiteHosts} from '../site/hosts.js'
import {readSecret, type Environment} from '../site/secrets.js'
import type {ServiceSpec} from '../site/site.js'
import type {PostgresTarget} from './target.js'

/** What a person says of the server; the site file fills in the rest. */
export interface PostgresChoice {
  container?: string | undefined
  /** `host:port`, seen from the service's host. */
  address?: string | undefined
  user?: string | undefined
  password?: string | undefined
  env: Environment
}

/** The usual name of the container, where it was not made by the site's compose file. */
const USUAL_NAME = 'halfstack-db'
const USUAL_ADDRESS = '127.0.0.1:5432'

/**
 * Finds the site's PostgreSQL: at an address, else in the container that its compose file made.
 * Rejects with `OpsNotFoundError` when there is no such container, `OpsUnreachableError` when host or Docker is not there.
 */
export async function openPostgres(
  hosts: SiteHosts,
  choice: PostgresChoice,
  options: RunOptions,
): Promise<PostgresTarget> {
  const {postgres, services} = hosts.site
  const spec = services.postgres
  const host = hosts.get(spec.hosts[0] ?? '')
  const password =
    choice.password ?? (await readSecret(postgres.password, {key: 'postgres.password', env: choice.env}))
  const common = {host, user: choice.user ?? postgres.user, password}
  const named = choice.container ?? (choice.address === undefined ? postgres.container : undefined)
  const given = choice.address ?? (named === undefined ? postgres.address : undefined)
  const address = given ?? (named === undefined && spec.kind === 'systemd' ? USUAL_ADDRESS : undefined)
  if (address !== undefined) return {...common, address: parseAddress(address)}
  const {asRoot} = await dockerAccess(host, options)
  const container = named ?? (await findContainer(host, spec, {...options, asRoot}))
  return {...common, container, asRoot}
}

function parseAddress(text: string): {hostname: string; port: number} {
  const {name, six, digits} =
    /^(?:(?<name>[A-Za-z0-9][\w.-]*)|\[(?<six>[\da-f:]+)\]):(?<digits>\d+)$/i.exec(text)?.groups ?? {}
  const hostname = name ?? six
  const port = Number(digits)
  if (hostname !== undefined && port > 0 && port <= 65_535) return {hostname, port}
  throw new OpsInputError(`"${text}" is no address of a database.`, {
    hints: ['Expected is HOST:PORT, as 127.0.0.1:5432.'],
  })
}

async function findContainer(host: Host, spec: ServiceSpec, options: RunOptions): Promise<string> {
  const composed = spec.kind === 'compose' ? await composedContainers(host, spec, options) : []
  const found = composed.length > 0 ? composed : await usualContainers(host, options)
  const [first] = found
  if (found.length > 1) {
    throw new OpsConflictError(
      `Several containers on ${host.name} may be the database: ${found.join(', ')}.`,
      {
        hints: ['Name it with --container, or set postgres.container in the site file.'],
      },
    )
  }
  if (first !== undefined) return first
  const file = spec.kind === 'compose' ? ` from ${spec.file}, project ${spec.project}` : ''
  throw new OpsNotFoundError(`There is no running database container on ${host.name}${file}.`, {
    hints: [
      'See `bai ops status postgres`. Name it with --container, or set postgres.container in the site file.',
      'For a server without container give --address HOST:PORT.',
    ],
  })
}

async function composedContainers(
  host: Host,
  spec: Extract<ServiceSpec, {kind: 'compose'}>,
  options: RunOptions,
): Promise<string[]> {
  const all = containersOf(spec.file, await readContainers(host, spec.project, options))
  return all.filter(({State}) => State.Status === 'running').map(({Id}) => Id.slice(0, 12))
}

async function usualContainers(host: Host, options: RunOptions): Promise<string[]> {
  const list = ['docker', 'ps', '--filter', `name=${USUAL_NAME}`, '--format', '{{.Names}}']
  const {stdout} = await host.run(list, options)
  return stdout.split('\n').filter((line) => line !== '')
}
