import {OpsNotFoundError, OpsUnreachableError, ProgramFailedError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import type {ComposeChoice} from '../site/site.js'

/** How Docker is spoken to on a host. */
export interface DockerAccess {
  /** Whether root's rights are needed for it. */
  asRoot: boolean
  engine: string
}

/**
 * Finds out whether the account may use Docker, and through sudo where it may not.
 * Rejects with `OpsUnreachableError` when the engine does not answer, `OpsNotFoundError` without client,
 * `OpsNotAllowedError` when neither the account nor sudo may.
 */
export async function dockerAccess(host: Host, options: RunOptions): Promise<DockerAccess> {
  const version = ['docker', 'version', '--format', '{{.Server.Version}}']
  const plain = await host.run(version, {...options, accept: 'any'})
  if (plain.exitCode === 0) return {asRoot: false, engine: plain.stdout.trim()}
  if (!/permission denied/i.test(plain.stderr)) throw noEngine(host, plain.stderr)
  const {stdout} = await host.run(version, {...options, asRoot: true}).catch((error: unknown) => {
    throw error instanceof ProgramFailedError ? noEngine(host, error.stderr) : error
  })
  return {asRoot: true, engine: stdout.trim()}
}

/** A compose program as the beginning of a command. */
export interface ComposeTool {
  major: 1 | 2
  words: readonly string[]
}

const V1: ComposeTool = {major: 1, words: ['docker-compose']}
const V2: ComposeTool = {major: 2, words: ['docker', 'compose']}

/**
 * Picks the compose program. The one that made the containers goes first: the other major version would make them anew
 * at the next `up`, which is downtime. Rejects with `OpsNotFoundError` when there is none.
 */
export async function composeTool(
  host: Host,
  wish: {choice: ComposeChoice; madeBy: string | null},
  options: RunOptions,
): Promise<ComposeTool> {
  const order = wish.choice === 'v1' ? [V1] : wish.choice === 'v2' ? [V2] : orderFor(wish.madeBy)
  for (const tool of order) if (await works(host, tool, options)) return tool
  const names = order.map((tool) => `\`${tool.words.join(' ')}\``).join(' nor ')
  throw new OpsNotFoundError(`There is no ${names} on ${host.name}.`, {
    hints: ['Install docker-compose (>= 1.24) or the compose plugin of Docker there.'],
  })
}

function orderFor(madeBy: string | null): ComposeTool[] {
  return madeBy !== null && /^v?1\./.test(madeBy) ? [V1, V2] : [V2, V1]
}

async function works(host: Host, {words}: ComposeTool, options: RunOptions): Promise<boolean> {
  try {
    const {exitCode} = await host.run([...words, 'version', '--short'], {...options, accept: 'any'})
    return exitCode === 0
  } catch (error) {
    if (error instanceof OpsNotFoundError) return false
    throw error
  }
}

function noEngine(host: Host, words: string): OpsUnreachableError {
  return new OpsUnreachableError(
    `Docker on ${host.name} does not answer: ${words.trim().split('\n').at(-1) ?? ''}`,
    {
      hints: ['Is the Docker engine running there? Try: sudo systemctl start docker'],
    },
  )
}
