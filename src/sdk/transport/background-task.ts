import {z} from 'zod'
import {AbortedError, TaskFailedError, UnavailableError, WaitTimeoutError} from '../errors.js'
import {serverEvents, type ServerEvent} from './events.js'
import type {Transport} from './http.js'
import type {RequestOptions} from './options.js'

/** How far a task is. Managers leave both numbers 0 where they do not count. */
export interface TaskProgress {
  message: string
  current: number
  total: number
}

/** How long to follow a background task, and who is told. */
export interface FollowTaskOptions extends RequestOptions {
  /** What the task does, for error messages: `The conversion`. */
  what: string
  /** Told whenever the task says how far it is. */
  onProgress?: (progress: TaskProgress) => void
  /** Longest wait for its end; without limit when absent. */
  withinMs?: number | undefined
}

const taskData = z.looseObject({
  message: z.string().nullish(),
  current_progress: z.coerce.number().nullish(),
  total_progress: z.coerce.number().nullish(),
})

/** A manager that restarts is back within this time; then the task is given up as unknown. */
const REOPEN_WITHIN_MS = 60_000
/** Streams that end without a result before that counts as none. */
const MOST_SILENT_ENDS = 3

/**
 * Follows a background task to its real end (`GET /events/background-task`) and gives what it said last. A stream that
 * is cut is opened again: the manager then repeats the end, when that came meanwhile.
 * Rejects with `TaskFailedError` (failed, cancelled), `WaitTimeoutError`, `UnreachableError` (the stream is lost for
 * good), `UnavailableError` (the manager does not tell the result), `NotFoundError` (it knows no such task).
 */
export async function followTask(
  http: Transport,
  taskId: string,
  options: FollowTaskOptions,
): Promise<string> {
  const limit = options.withinMs === undefined ? undefined : AbortSignal.timeout(options.withinMs)
  const signals = [options.signal, limit].filter((signal) => signal !== undefined)
  const signal = AbortSignal.any(signals)
  for (let silentEnds = 0; silentEnds < MOST_SILENT_ENDS; silentEnds += 1) {
    const stream = serverEvents(http, '/events/background-task', {
      signal,
      query: {taskId},
      reopenWithinMs: REOPEN_WITHIN_MS,
    })
    for await (const event of stream) {
      const result = readResult(event, options)
      if (result !== undefined) return result
    }
    if (options.signal?.aborted) throw new AbortedError(`${options.what} was left to itself.`)
    if (limit?.aborted) throw tooLate(options, taskId)
  }
  throw new UnavailableError(`The manager does not tell how ${options.what.toLowerCase()} ended.`, {
    hints: [`Look for its result, or into the manager's log for task ${taskId}.`],
  })
}

/** What the end of the task said; undefined while it goes on. @throws TaskFailedError */
function readResult(event: ServerEvent, {what, onProgress}: FollowTaskOptions): string | undefined {
  if (event.kind === 'reconnected') return undefined
  const data = readData(event.data)
  switch (event.name) {
    case 'bgtask_updated':
      onProgress?.(data)
      return undefined
    case 'bgtask_done':
    case 'bgtask_partial_success':
    case 'task_done':
      return data.message
    case 'bgtask_failed':
    case 'task_failed':
      throw new TaskFailedError(`${what} failed: ${data.message || 'the manager gives no reason'}`)
    case 'bgtask_cancelled':
    case 'task_cancelled':
      throw new TaskFailedError(`${what} was cancelled${data.message ? `: ${data.message}` : '.'}`)
    default:
      return undefined
  }
}

function readData(text: string): TaskProgress {
  const data = taskData.safeParse(parsed(text)).data
  const message = data?.message ?? ''
  return {
    // Python's way of saying nothing.
    message: message === 'None' ? '' : message,
    current: data?.current_progress ?? 0,
    total: data?.total_progress ?? 0,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function tooLate({what, withinMs}: FollowTaskOptions, taskId: string): WaitTimeoutError {
  return new WaitTimeoutError(`${what} did not end within ${(withinMs ?? 0) / 1000} s; it goes on.`, {
    hints: [`Its task is ${taskId}; the manager ends it whether somebody looks on or not.`],
  })
}
