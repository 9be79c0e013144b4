import {OpsError} from '../errors.js'
import type {Host, RunOptions, RunResult} from '../host/host.js'
import type {ServiceName} from '../site/names.js'
import type {Site} from '../site/site.js'
import {dockerAccess} from './docker.js'
import type {ServiceState} from './state.js'

/** Asked on the host of the service when the site file names no URL. */
const USUAL_URLS: Readonly<Partial<Record<ServiceName, string>>> = {
  manager: 'http://127.0.0.1:8081/',
  webserver: 'http://127.0.0.1:8080/',
  wsproxy: 'http://127.0.0.1:5050/',
}

/** Any of the programs that a host has; prints the body. */
const HTTP = `if command -v curl >/dev/null; then exec curl -sS -f -m "$2" -- "$1"
elif command -v wget >/dev/null; then exec wget -q -T "$2" -O - -- "$1"
elif command -v python3 >/dev/null; then exec python3 -c "import sys,urllib.request as r
try: sys.stdout.write(r.urlopen(sys.argv[1],timeout=float(sys.argv[2])).read(4096).decode('utf-8','replace'))
except Exception as e: sys.exit(str(e))" "$1" "$2"
else echo "neither curl nor wget nor python3 is there to ask with" >&2; exit 9; fi`

const PROBES: Readonly<Partial<Record<ServiceName, (site: Site) => readonly string[]>>> = {
  postgres: (site) => ['pg_isready', '-U', site.postgres.user, '-d', site.postgres.database],
  redis: () => ['redis-cli', 'ping'],
  etcd: () => ['etcdctl', 'endpoint', 'health'],
}

/** etcdctl tells how long it took, which is another answer every time. */
const TOOK = /: successfully committed proposal: took = \S+$/

/** Who is asked, and how. */
export interface Asking {
  host: Host
  row: ServiceState
  site: Site
  options: RunOptions
}

/**
 * Asks a running service itself: pg_isready, PING, endpoint health, HTTP. The row comes back with its answer, and as
 * `unhealthy` when there was none. Rejects only with `OpsAbortedError`.
 */
export async function askService(asking: Asking): Promise<ServiceState> {
  const {row, site} = asking
  if (row.state !== 'running' && row.state !== 'unhealthy') return row
  const probe = PROBES[row.service]
  const url = site.services[row.service].health ?? USUAL_URLS[row.service]
  try {
    if (url === 'none') return row
    if (url === undefined && probe) return await askContainer(asking, probe(site))
    return url === undefined ? row : await askHttp(asking, url)
  } catch (error) {
    if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
    return {...row, state: 'unhealthy', detail: error.message}
  }
}

async function askHttp({host, row, options}: Asking, url: string): Promise<ServiceState> {
  const seconds = String(Math.max(1, Math.floor(Math.min(options.timeoutMs ?? 5000, 5000) / 1000)))
  const result = await host.run(['sh', '-c', HTTP, 'sh', url, seconds], {...options, accept: 'any'})
  if (result.exitCode !== 0) return noAnswer(row, `${url} does not answer`, result)
  return {...row, answer: `${url} answers`, version: versionIn(result.stdout) ?? row.version}
}

async function askContainer({host, row, options}: Asking, probe: readonly string[]): Promise<ServiceState> {
  const id = row.containers[0]
  if (id === undefined) return row
  const {asRoot} = await dockerAccess(host, options)
  // Without an API version the etcdctl of etcd 3.3 speaks the old protocol.
  const command = ['docker', 'exec', '-e', 'ETCDCTL_API=3', id, ...probe]
  const result = await host.run(command, {...options, asRoot, accept: 'any'})
  const said = lastLine(`${result.stderr}\n${result.stdout}`)
  // Redis that asks for a password is there.
  if (result.exitCode !== 0 || /^\(error\)/.test(said)) return noAnswer(row, probe.join(' '), result)
  const answer = /NOAUTH/.test(said) ? 'answers (asks for a password)' : said.replace(TOOK, '')
  return {...row, answer}
}

function noAnswer(row: ServiceState, what: string, {stderr, stdout}: RunResult): ServiceState {
  const words = lastLine(stderr) || lastLine(stdout)
  return {...row, state: 'unhealthy', detail: words ? `${what}: ${words}` : what}
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}

/** The manager tells its version as `manager`, other services as `version`. */
function versionIn(body: string): string | undefined {
  return (
    /"(?:manager|webserver|wsproxy)":\s*"([^"]+)"/.exec(body)?.[1] ?? /"version":\s*"([^"]+)"/.exec(body)?.[1]
  )
}
