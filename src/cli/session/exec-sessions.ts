import type {Readable, Writable} from 'node:stream'
import pLimit from 'p-limit'
import {
  AbortedError,
  CommandTimeoutError,
  SdkError,
  type BackendAI,
  type ChannelOptions,
  type CommandStreams,
  type RemoteCommand,
  type Session,
  type SessionChannel,
} from '../../sdk/index.js'
import {KeptText} from '../output/kept-text.js'
import {JobOutput} from '../run/job-output.js'

/** Statuses of `session exec` itself; docs/decisions/0014 says why. */
const DEADLINE = 124
const PLATFORM_FAILED = 125

/** A command, and the sessions to run it in. */
export interface Execution {
  sessions: readonly Session[]
  command: RemoteCommand
  /** For a single session only. */
  stdin: Readable | undefined
  timeoutMs: number | undefined
  /** Sessions at a time. */
  jobs: number
  signal: AbortSignal
  channel: ChannelOptions
}

/** Where what is written goes: on at once (in lines that name their session), or into the results. */
export type Sink = {kind: 'pass' | 'pass-named'; stdout: Writable; stderr: Writable} | {kind: 'keep'}

/** How the command ended in one session, as `--json` tells it. */
export interface ExecutionRow {
  session: string
  id: string
  exitCode: number
  stdout: string
  stderr: string
  timedOut: boolean
  /** Whether it wrote more than is kept here. */
  truncated: boolean
  /** Why the command could not be run, or was lost; null when it ended by itself. */
  error: string | null
}

/** A row with what a program needs not know. */
export interface Executed {
  row: ExecutionRow
  failure: SdkError | null
}

/**
 * Runs a command in each session, a few at a time, in the order given. One that fails does not keep the others from it.
 * Rejects with `AbortedError` when the signal fires: all of them are ended then.
 */
export async function execInSessions(
  client: BackendAI,
  execution: Execution,
  sink: Sink,
): Promise<Executed[]> {
  const limit = pLimit(execution.jobs)
  const executed = await Promise.all(
    execution.sessions.map((session) => limit(() => execInOne(client, session, execution, sink))),
  )
  if (execution.signal.aborted) throw new AbortedError('Interrupted; the command was ended.')
  return executed
}

async function execInOne(
  client: BackendAI,
  session: Session,
  {command, ...rest}: Execution,
  sink: Sink,
): Promise<Executed> {
  const channels = sink.kind === 'keep' ? keepAll() : passOn(sink, sink.kind === 'pass' ? '' : session.name)
  const {stdin, timeoutMs, signal, channel} = rest
  const {stdout, stderr} = channels
  const end = await runIn({client, session, options: {...channel, signal}}, command, {
    ...{stdin, timeoutMs, signal, stdout, stderr},
  })
  await channels.flush()
  return {
    failure: end.failure,
    row: {
      ...{session: session.name, id: session.id, exitCode: end.exitCode},
      ...channels.kept(),
      timedOut: end.failure instanceof CommandTimeoutError,
      error: end.failure?.message ?? null,
    },
  }
}

/** Opens a way into the session for one command. What fails on the way is told, not thrown. */
async function runIn(
  {client, session, options}: {client: BackendAI; session: Session; options: ChannelOptions},
  command: RemoteCommand,
  streams: CommandStreams,
): Promise<{exitCode: number; failure: SdkError | null}> {
  let channel: SessionChannel | undefined
  try {
    channel = await client.openChannel(session, options)
    const {exitCode} = await channel.run(command, streams)
    return {exitCode, failure: null}
  } catch (error) {
    if (!(error instanceof SdkError)) throw error
    return {exitCode: error instanceof CommandTimeoutError ? DEADLINE : PLATFORM_FAILED, failure: error}
  } finally {
    channel?.close()
  }
}

interface Channels {
  stdout: Writable
  stderr: Writable
  flush: () => Promise<void>
  kept: () => Pick<ExecutionRow, 'stdout' | 'stderr' | 'truncated'>
}

function keepAll(): Channels {
  const [stdout, stderr] = [new KeptText(), new KeptText()]
  return {
    ...{stdout, stderr},
    flush: async () => undefined,
    kept: () => ({stdout: stdout.text, stderr: stderr.text, truncated: stdout.isCut || stderr.isCut}),
  }
}

function passOn(sink: {stdout: Writable; stderr: Writable}, name: string): Channels {
  const kept = () => ({stdout: '', stderr: '', truncated: false})
  if (name === '') return {...sink, flush: async () => undefined, kept}
  const [stdout, stderr] = [
    new JobOutput(sink.stdout, `[${name}] `),
    new JobOutput(sink.stderr, `[${name}] `),
  ]
  const flush = async (): Promise<void> => void (await Promise.all([stdout.flush(), stderr.flush()]))
  return {stdout, stderr, flush, kept}
}
