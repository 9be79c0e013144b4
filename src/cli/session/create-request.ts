import type {SessionRequest} from '../../sdk/index.js'
import {UsageError} from '../errors.js'
import {environmentOf, pairs} from '../command-words.js'
import {parseArrayMembers} from './array-members.js'
import {shareOf} from './gpu-share.js'

/** What the flags of `session create` say, as typed. */
export interface CreateFlagValues {
  gpu?: string | undefined
  /** Bytes. */
  'gpu-mem'?: number | undefined
  cpu?: string | undefined
  mem?: string | undefined
  shm?: number | undefined
  resource?: string[] | undefined
  env?: string[] | undefined
  volume?: string[] | undefined
  preopen?: number[] | undefined
  project?: string | undefined
  'resource-group'?: string | undefined
  priority?: number | undefined
  tag?: string | undefined
  cluster?: number | undefined
  agent?: string[] | undefined
  'time-limit'?: number | undefined
  name?: string | undefined
  count?: number | undefined
  array?: string | undefined
  batch?: boolean | undefined
  at?: string | undefined
  reuse?: boolean | undefined
}

/** Where values come from that are not flags. */
export interface CreateContext {
  image?: string | undefined
  /** Words after `--`. */
  command: readonly string[]
  /** Ids the session waits for. */
  dependencies: readonly string[]
  /** Id of the template it is made from. */
  template?: string | undefined
  defaults: {project: string; domain: string; resourceGroup?: string; image?: string; gpuMemory?: string}
  env: Readonly<Record<string, string | undefined>>
  quote: (words: readonly string[]) => string
}

/** Puts flags, defaults and the command into one request. */
export function createRequest(flags: CreateFlagValues, context: CreateContext): SessionRequest {
  const command = commandLine(context)
  const type = flags.batch || command !== undefined ? 'batch' : 'interactive'
  if (flags.batch && command === undefined) {
    throw new UsageError('A batch session needs a command.', [
      'Write it after --: `bai session create --batch -- python train.py`.',
    ])
  }
  if (type === 'interactive' && flags['time-limit'] !== undefined) {
    throw new UsageError('--time-limit is for batch sessions.', ['Write a command after --.'])
  }
  return withoutUndefined({
    project: flags.project ?? context.defaults.project,
    domain: context.defaults.domain,
    resourceGroup: flags['resource-group'] ?? context.defaults.resourceGroup,
    image: context.image ?? context.defaults.image,
    name: flags.name,
    count: flags.count ?? 1,
    members: flags.array === undefined ? undefined : parseArrayMembers(flags.array).members,
    type,
    command,
    gpu: flags.gpu ?? shareOf(flags['gpu-mem'], context.defaults.gpuMemory),
    cpu: flags.cpu,
    memory: flags.mem,
    sharedMemory: flags.shm,
    slots: flags.resource && pairs('--resource', flags.resource),
    environment: flags.env && environmentOf(flags.env, context.env),
    mounts: flags.volume && mounts(flags.volume),
    preopenPorts: flags.preopen,
    tag: flags.tag,
    priority: flags.priority,
    clusterSize: flags.cluster,
    agents: flags.agent,
    startsAt: flags.at && startTime(flags.at),
    batchTimeoutS: flags['time-limit'] === undefined ? undefined : Math.ceil(flags['time-limit'] / 1000),
    dependencies: context.dependencies.length > 0 ? context.dependencies : undefined,
    reuse: flags.reuse,
    template: context.template,
  })
}

/**
 * One word is a shell line as it is (`-- 'make && make test'`); several are words of one command and are quoted.
 * The manager takes a line for the session's shell, nothing else.
 */
function commandLine({command, quote}: CreateContext): string | undefined {
  if (command.length === 0) return undefined
  return command.length === 1 ? command[0] : quote(command)
}

function mounts(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word): [string, string] => {
      const [name = '', path = ''] = word.split(/:(.*)/s)
      if (name === '') throw new UsageError(`--volume: "${word}" is not NAME or NAME:PATH.`)
      return [name, path]
    }),
  )
}

/** An ISO-8601 time, `2026-12-24 18:30` (local), or a delay such as `+30m`. */
function startTime(text: string): string {
  if (/^\+?\d+[smhdw]/.test(text)) return text.replace(/^\+/, '')
  const at = Date.parse(text)
  if (Number.isNaN(at)) {
    throw new UsageError(`--at: "${text}" is not a time.`, [
      'Write 2026-12-24T18:30, or a delay such as +30m.',
    ])
  }
  return new Date(at).toISOString()
}

type Loose<T> = {[K in keyof T]: T[K] | undefined}

/** Leaves out what is undefined; the required keys are known to be there. */
function withoutUndefined(request: Loose<Required<SessionRequest>> | Loose<SessionRequest>): SessionRequest {
  const kept = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined))
  return kept as unknown as SessionRequest
}
