import type {Writable} from 'node:stream'
import type {SdkError} from '../errors.js'
import type {ChannelOptions} from '../inside/channel-ways.js'
import type {SessionSpec} from '../resources/session-spec.js'

/** A file or folder that goes into the session, or comes out of it. */
export interface JobTransfer {
  /** Path on this machine. */
  local: string
  /** Path in the session; relative ones begin in its home folder. */
  remote: string
}

/** When the session stays after the job. */
export type KeepRule = 'never' | 'on-failure' | 'always'

/** A command to run in a session of its own. */
export interface JobSpec {
  /** The session to make for it: an interactive one. */
  session: SessionSpec
  /** Several words are one command; a single word is a line for the session's shell. */
  words: readonly string[]
  uploads?: readonly JobTransfer[]
  downloads?: readonly JobTransfer[]
  /** Longest wait until the session runs, in milliseconds; none when absent. */
  queueTimeoutMs?: number | undefined
  /** Longest time for the command, in milliseconds; none when absent. */
  timeoutMs?: number | undefined
  /** How often it is begun again after the platform failed. A command that fails is never repeated. */
  retries?: number | undefined
  keep?: KeepRule | undefined
  /** The way into the session, and who is told of a detour. */
  channel?: Pick<ChannelOptions, 'via' | 'onDetour'> | undefined
}

/** What a job tells while it is at work. */
export type JobEvent =
  | {kind: 'created' | 'removed' | 'kept'; session: JobSession}
  /** What the manager says of it, whenever that changes. */
  | {kind: 'status'; session: JobSession; status: string}
  | {kind: 'uploading' | 'downloading'; transfer: JobTransfer}
  | {kind: 'executing'}
  /** It could not be fetched, but the command had failed before. */
  | {kind: 'not-downloaded'; transfer: JobTransfer; error: SdkError}
  | {kind: 'retrying'; error: SdkError; attempt: number}
  /** The session may still be there: whoever started the job must be told. */
  | {kind: 'not-removed'; session: JobSession; error: SdkError}

/** The session of a job. */
export interface JobSession {
  /** Undefined when the manager was asked for it and did not answer. */
  id?: string
  name: string
}

/** Where the output goes, and who is told. */
export interface JobOptions {
  stdout: Writable
  stderr: Writable
  signal?: AbortSignal | undefined
  /** Told what happens to the job: asked for, running, transfers, removal. */
  onEvent?: ((event: JobEvent) => void) | undefined
}

/**
 * How a job ended: its command with 0 (`passed`) or another status (`failed`), a deadline passed (`deadline`), the
 * platform failed (`platform`), or the caller's signal fired (`interrupted`).
 */
export type JobOutcome = 'passed' | 'failed' | 'deadline' | 'platform' | 'interrupted'

/** How a job ended. */
export interface JobResult {
  outcome: JobOutcome
  /** The command's exit status; 124 for a deadline, 125 for the platform, 130 when interrupted. */
  exitCode: number
  session: JobSession | null
  /** Why, unless it passed or the command itself failed. */
  error: SdkError | null
  attempts: number
  /** From asking for the session until it ran, in milliseconds; null when it never did. */
  queuedMs: number | null
  /** Time of the command, in milliseconds; null when it did not begin. */
  ranMs: number | null
}
