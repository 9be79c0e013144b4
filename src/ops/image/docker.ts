import {
  OpsError,
  OpsNotAllowedError,
  OpsNotFoundError,
  OpsUnreachableError,
  ProgramFailedError,
} from '../errors.js'
import type {Host, RunOptions, RunResult} from '../host/host.js'
import type {DockerAccess} from '../services/docker.js'

/** A disk of the host is full. */
export class NoSpaceError extends OpsError {
  readonly code = 'NO_SPACE'
}

/** Runs a docker command, and says what its failure means. */
export async function runDocker(
  host: Host,
  docker: DockerAccess,
  command: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  try {
    return await host.run(command, {...options, asRoot: docker.asRoot})
  } catch (error) {
    throw meaningOf(error, command, host)
  }
}

const WORDS: readonly (readonly [RegExp, (message: string, cause: unknown) => OpsError])[] = [
  [
    /no space left on device|disk quota exceeded/i,
    (message, cause) =>
      new NoSpaceError(message, {
        hints: ['Free some space there: docker system df shows what takes it.'],
        cause,
      }),
  ],
  [
    /no such (container|image|object)|no such manifest/i,
    (message, cause) => new OpsNotFoundError(message, {cause}),
  ],
  [
    /denied|unauthorized|authentication required|no basic auth credentials|insufficient_scope/i,
    (message, cause) =>
      new OpsNotAllowedError(message, {
        hints: ['Log in there first with docker login, as an account that may push to it.'],
        cause,
      }),
  ],
  [
    /cannot connect to the docker daemon|connection refused|no such host|i\/o timeout|error during connect|connection reset|EOF$|server gave HTTP response|deadline exceeded|bad gateway|service unavailable/i,
    (message, cause) =>
      new OpsUnreachableError(message, {hints: ['Does it run, and can that host reach it?'], cause}),
  ],
]

function meaningOf(error: unknown, command: readonly string[], host: Host): unknown {
  if (!(error instanceof ProgramFailedError)) return error
  const words = error.stderr.trim().split('\n').at(-1) ?? ''
  const doing = command.slice(0, command[1] === 'image' || command[1] === 'container' ? 3 : 2).join(' ')
  const make = WORDS.find(([pattern]) => pattern.test(error.stderr))?.[1]
  return make?.(`${doing} on ${host.name}: ${words}`, error) ?? error
}
