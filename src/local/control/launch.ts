import {spawn, type ChildProcess} from 'node:child_process'
import {mkdir, open, readFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {z} from 'zod'
import type {DefaultImage} from '../cluster/default-images.js'
import type {TopologyChanges} from '../cluster/topology.js'
import {BusyError, DamagedStateError, StartFailedError} from '../errors.js'
import {RUNTIMES, type RuntimeName} from '../runtime/runtime.js'
import {logPath, topologySchema} from './server-file.js'

/** What the manager process is told, in one argument. */
export const serverSettingsSchema = z.object({
  folder: z.string(),
  /** Ports to try, the first free one is taken; 0 is any. */
  ports: z.array(z.int().min(0).max(65535)),
  quantum: z.string().optional(),
  topology: topologySchema.partial().optional(),
  defaultImages: z.array(z.enum(['base', 'python'])).optional(),
  runtime: z.enum(RUNTIMES).optional(),
})
export interface ServerSettings {
  folder: string
  ports: readonly number[]
  quantum?: string | undefined
  topology?: TopologyChanges | undefined
  defaultImages?: readonly DefaultImage[] | undefined
  runtime?: RuntimeName | undefined
}

/** What the manager process tells when it answers requests, or cannot. */
export const readySchema = z.union([
  z.object({endpoint: z.string()}),
  z.object({failure: z.enum(['port', 'state', 'other']), message: z.string()}),
])
export type ReadyMessage = z.infer<typeof readySchema>

/** How long opening a large state may take. */
const START_LIMIT_MS = 60_000
const LOG_TAIL_LINES = 5

/** Starts the manager in the background and waits until it answers. @throws StartFailedError, BusyError */
export async function launchServer(
  settings: ServerSettings,
  signal?: AbortSignal,
): Promise<{endpoint: string}> {
  await mkdir(settings.folder, {recursive: true, mode: 0o700})
  const log = await open(logPath(settings.folder), 'a', 0o600)
  let child: ChildProcess
  try {
    child = spawn(process.execPath, [...nodeFlags(), entryPoint(), JSON.stringify(settings)], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    })
  } finally {
    await log.close()
  }
  try {
    const ready = await readyMessage(child, signal)
    if ('endpoint' in ready) return ready
    throw failureOf(ready, settings)
  } catch (error) {
    child.kill('SIGKILL')
    if (error instanceof ServerEndedError) throw await endedEarly(settings.folder, error)
    throw error
  } finally {
    if (child.connected) child.disconnect()
    child.unref()
  }
}

class ServerEndedError extends Error {}

function readyMessage(child: ChildProcess, signal: AbortSignal | undefined): Promise<ReadyMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ServerEndedError('it did not answer in time')), START_LIMIT_MS)
    const abort = (): void =>
      reject(signal?.reason instanceof Error ? signal.reason : new Error('Interrupted.'))
    const settle = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    signal?.addEventListener('abort', abort, {once: true})
    child.once('error', (error) => (settle(), reject(error)))
    child.once(
      'exit',
      (code) => (settle(), reject(new ServerEndedError(`it ended with status ${code ?? 'unknown'}`))),
    )
    child.once('message', (message) => (settle(), resolve(readySchema.parse(message))))
  })
}

function failureOf(ready: Extract<ReadyMessage, {failure: string}>, settings: ServerSettings): Error {
  if (ready.failure === 'port') {
    return new BusyError(`Port ${settings.ports.join(', ')} of this machine is in use.`, [
      'Choose another one with --port, or leave --port out to take any free one.',
    ])
  }
  if (ready.failure === 'state') {
    return new DamagedStateError(ready.message, [`Start anew with: bai local reset`])
  }
  return new StartFailedError(`The local cluster could not start: ${ready.message}`, [
    `See ${logPath(settings.folder)}.`,
  ])
}

async function endedEarly(folder: string, cause: Error): Promise<StartFailedError> {
  const text = await readFile(logPath(folder), 'utf8').catch(() => '')
  const tail = text.trimEnd().split('\n').slice(-LOG_TAIL_LINES)
  return new StartFailedError(
    `The local cluster did not start: ${cause.message}.`,
    [...tail, `See ${logPath(folder)}.`],
    {cause},
  )
}

/** The program of the manager process, in the same form (compiled or not) as this file. */
function entryPoint(): string {
  const own = import.meta.url
  return fileURLToPath(new URL(`../main${own.slice(own.lastIndexOf('.'))}`, own))
}

/** What this process was told about loading modules holds for the new one; a debugger's port cannot be shared. */
function nodeFlags(): string[] {
  return process.execArgv.filter((flag) => !flag.startsWith('--inspect'))
}
