import {
  OpsError,
  OpsNotAllowedError,
  OpsNotFoundError,
  OpsUnreachableError,
  ProgramFailedError,
} from '../errors.js'
import type {Host, Running, RunOptions, RunResult} from '../host/host.js'

/** A PostgreSQL cluster and how its programs are run: inside a container, or on the host over TCP. */
export interface PostgresTarget {
  host: Host
  /** Runs the programs inside this container, over the socket there. */
  container?: string | undefined
  /** For programs on the host itself. */
  address?: {hostname: string; port: number} | undefined
  user: string
  password?: string | undefined
  /** Starts docker with root's rights. */
  asRoot?: boolean | undefined
  /** Folder of the programs when it is not in PATH. */
  programs?: string | undefined
}

export interface ProgramOptions {
  signal?: AbortSignal | undefined
  input?: string | undefined
  /** What the server shows as the session's name, so that it can be found and ended. */
  sessionName?: string | undefined
  into?: PipeInto | undefined
}

/** A program that takes what the first one prints: in the container with it, or beside Docker on the host. */
export interface PipeInto {
  /** For a shell. */
  line: string
  where: 'inside' | 'beside'
}

/** Runs a PostgreSQL program to its end. Errors are ours. */
export async function runProgram(
  target: PostgresTarget,
  command: readonly string[],
  options: ProgramOptions = {},
): Promise<RunResult> {
  const {words, run} = invocation(target, command, options)
  try {
    return await target.host.run(words, run)
  } catch (error) {
    throw postgresError(error, target, command[0] ?? '')
  }
}

/** Starts a PostgreSQL program whose data flow through its streams. */
export async function startProgram(
  target: PostgresTarget,
  command: readonly string[],
  options: ProgramOptions = {},
): Promise<Running> {
  const {words, run} = invocation(target, command, options)
  try {
    const running = await target.host.start(words, run)
    const done = running.done.catch((error: unknown) => {
      throw postgresError(error, target, command[0] ?? '')
    })
    done.catch(() => undefined)
    return {...running, stop: () => running.stop(), done}
  } catch (error) {
    throw postgresError(error, target, command[0] ?? '')
  }
}

/** The connection's part of the arguments of psql, pg_dump and their kin. The password is never among them. */
export function connectionArguments(target: PostgresTarget): string[] {
  const {address, user} = target
  const tcp = address && !target.container ? ['-h', address.hostname, '-p', String(address.port)] : []
  return [...tcp, '-U', user, '-w']
}

/** The exact words that run a program, for --dry-run as well. */
export function invocation(
  target: PostgresTarget,
  [program = '', ...args]: readonly string[],
  options: ProgramOptions = {},
): {words: string[]; run: RunOptions} {
  const env = {
    PGAPPNAME: options.sessionName ?? 'bai',
    PGCONNECT_TIMEOUT: '15',
    ...(target.password !== undefined && {PGPASSWORD: target.password}),
  }
  const {signal, input, into} = options
  const run: RunOptions = {env, signal, ...(input !== undefined && {input})}
  if (target.container === undefined) {
    const path =
      target.programs === undefined || program === 'bash' ? program : `${target.programs}/${program}`
    return {words: piped([path, ...args], into), run}
  }
  const inside = piped([program, ...args], into?.where === 'inside' ? into : undefined)
  // `-e NAME` without a value takes it from docker's own environment: nothing secret in the arguments. Never a
  // terminal (`-t`): it corrupts data.
  const names = Object.keys(env).flatMap((name) => ['-e', name])
  const words = ['docker', 'exec', '-i', ...names, target.container, ...inside]
  const beside = into?.where === 'beside' ? into : undefined
  return {words: piped(words, beside), run: {...run, ...(target.asRoot && {asRoot: true})}}
}

/** bash, because of `pipefail`: the status of the first program counts as well. */
function piped(words: readonly string[], into: PipeInto | undefined): string[] {
  return into ? ['bash', '-o', 'pipefail', '-c', `"$@" | ${into.line}`, 'bash', ...words] : [...words]
}

/** What a program's failure means, in our words and without any secret. */
export function postgresError(error: unknown, target: PostgresTarget, program: string): unknown {
  if (!(error instanceof ProgramFailedError)) return error
  const words = masked(error.stderr).trim()
  const where = placeOf(target)
  if (/No such container|is not running/.test(words)) {
    return new OpsNotFoundError(
      `There is no running container ${target.container ?? ''} on ${target.host.name}.`,
      {
        hints: ['See `docker ps`; name it with --container, or set postgres.container in the site file.'],
      },
    )
  }
  // 126 and 127 are how Docker and a shell say it; what Docker prints then is not on standard error.
  const missing = error.exitCode === 126 || error.exitCode === 127
  if (missing || /executable file not found|no such file or directory.*exec|command not found/.test(words)) {
    return new OpsNotFoundError(`${program} is not installed ${where}.`, {
      hints: ['Install the PostgreSQL client programs of the same major version there.'],
    })
  }
  if (/password authentication failed|no password supplied|must be superuser|permission denied/.test(words)) {
    return new OpsNotAllowedError(`PostgreSQL ${where} refuses user ${target.user}: ${lastLine(words)}`, {
      hints: ['Give the password in BAI_PG_PASSWORD, or postgres.password in the site file.'],
    })
  }
  if (/FATAL: {2}database .* does not exist/.test(words)) {
    return new OpsNotFoundError(`PostgreSQL ${where} has no such database: ${lastLine(words)}`)
  }
  const unreachable =
    /could not connect|connection refused|connection to server .* failed|Cannot connect to the Docker daemon|starting up|shutting down/i
  if (unreachable.test(words)) {
    return new OpsUnreachableError(`PostgreSQL ${where} cannot be reached: ${lastLine(words)}`, {
      hints: ['Check that it runs: `bai ops status postgres`.'],
    })
  }
  return new PostgresFailedError(program, error.exitCode, words)
}

/** A PostgreSQL program that failed at its work. */
export class PostgresFailedError extends ProgramFailedError {}

/** The words of a failure, whatever it is. */
export function wordsOf(error: unknown): string {
  return error instanceof OpsError || error instanceof Error ? error.message : String(error)
}

function placeOf(target: PostgresTarget): string {
  if (target.container !== undefined) return `in the container ${target.container}`
  return target.address ? `at ${target.address.hostname}:${target.address.port}` : `on ${target.host.name}`
}

/** psql may show the line it failed at, and that line may hold a role's password or its hash. */
function masked(words: string): string {
  return words
    .replace(/PASSWORD\s+'(?:[^']|'')*'/gi, "PASSWORD '***'")
    .replace(/SCRAM-SHA-256\$[^\s']+/g, '***')
    .replace(/\bmd5[0-9a-f]{32}\b/g, '***')
}

function lastLine(words: string): string {
  return words.split('\n').at(-1) ?? ''
}
