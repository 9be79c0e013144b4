import {once} from 'node:events'
import type {Duplex} from 'node:stream'
import type {Client, ClientCallback, ClientChannel, PseudoTtyOptions} from 'ssh2'
import {SdkError, UnreachableError} from '../errors.js'
import {until} from '../transport/time-limit.js'
import {Backlog} from './backlog.js'
import type {CommandEnd} from './channel.js'
import {endedBy} from './remote-processes.js'

/** The account every session's ssh server lets in. */
const USER = 'work'
const READY_WITHIN_MS = 30_000
const ASK_EVERY_MS = 6000
/** After so long without a byte it is asked by another connection whether the session is still there. */
const DOUBTFUL_AFTER_MS = 12_000
/** What is not there refuses at once. */
const REFUSES_WITHIN_MS = 4000
/** An engine that saves a session's image stops its processes meanwhile, which takes as long as the image is large. */
const SILENT_FOR_MS = 120_000

export interface SshTarget {
  /** Opens the stream that leads to the session's ssh server; `only` interrupts the opening. */
  open: (only?: AbortSignal) => Promise<Duplex>
  /** Private key in PEM or OpenSSH form. */
  key: Buffer
  signal?: AbortSignal | undefined
}

/** A line that runs in a session. */
export interface RemoteLine {
  channel: ClientChannel
  /** Resolves when it has ended, without a value when the connection ended first. */
  ended: Promise<CommandEnd | undefined>
}

/** One ssh connection to a session. */
export class SshLink {
  readonly backlog: Backlog

  constructor(
    private readonly client: Client,
    private readonly transport: Duplex,
    open: () => Promise<Duplex>,
  ) {
    this.backlog = new Backlog(transport)
    watchLife(client, transport, open)
  }

  /** Starts a line in the session's shell; resolves when the server has taken it. */
  start(line: string): Promise<RemoteLine> {
    return begun((done) => this.client.exec(line, done))
  }

  /** Starts the login shell on a terminal. */
  startShell(terminal: PseudoTtyOptions): Promise<RemoteLine> {
    return begun((done) => this.client.shell(terminal, done))
  }

  /** Opens a connection to a port inside the session. */
  connect(port: number): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      this.client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (error, channel) => {
        if (!error) return resolve(channel)
        reject(
          new UnreachableError(`Port ${port} of the session does not answer: ${error.message}.`, {
            cause: error,
          }),
        )
      })
    })
  }

  close(): void {
    this.client.end()
  }

  /** Ends it without a word to the other side, which may not be there any more. */
  destroy(): void {
    this.transport.destroy()
    this.client.destroy()
  }
}

/**
 * Logs in to a session's ssh server. The stream comes from the manager, which is authenticated by TLS and which gave the
 * key as well: the host key, new for every session, would prove nothing more and is not compared.
 * Rejects with `UnreachableError` when there is no ssh server at the other end.
 */
export async function connectSsh({open, key, signal}: SshTarget): Promise<SshLink> {
  const [{default: ssh2}, transport] = await Promise.all([import('ssh2'), open(signal)])
  const client = new ssh2.Client()
  // It fails once more when the stream is closed under it; whoever uses a channel hears of that there.
  client.on('error', () => undefined)
  const lost = new Promise<never>((_resolve, reject) => {
    transport.once('error', reject)
    client.once('error', reject)
    client.once('close', () => reject(new Error('the connection was closed')))
  })
  lost.catch(() => undefined)
  try {
    client.connect({
      ...{sock: transport, username: USER, privateKey: key, readyTimeout: READY_WITHIN_MS},
      // Only sent: whether somebody answers is watched here, where it is known when nobody listens.
      ...{keepaliveInterval: ASK_EVERY_MS, keepaliveCountMax: Number.MAX_SAFE_INTEGER},
    })
    const ready = Promise.race([once(client, 'ready'), lost])
    await (signal ? until(signal, ready) : ready)
    return new SshLink(client, transport, open)
  } catch (cause) {
    client.destroy()
    transport.destroy()
    if (cause instanceof SdkError || signal?.aborted) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UnreachableError(`The session's ssh server cannot be used: ${reason}.`, {cause})
  }
}

/**
 * Ends a connection whose other end is gone. When a container is killed nothing tells the manager, and its stream stays
 * open; but a new one is refused then, while one to a container that only stands still is not.
 */
function watchLife(client: Client, transport: Duplex, open: () => Promise<Duplex>): void {
  let heard = performance.now()
  let asking = false
  transport.on('data', () => (heard = performance.now()))
  const look = async (): Promise<void> => {
    if (transport.isPaused()) heard = performance.now()
    const silentMs = performance.now() - heard
    if (silentMs > SILENT_FOR_MS) transport.destroy()
    if (silentMs < DOUBTFUL_AFTER_MS || asking) return
    asking = true
    if (!(await isThere(open))) transport.destroy()
    asking = false
  }
  const timer = setInterval(() => void look(), ASK_EVERY_MS)
  const stop = (): void => clearInterval(timer)
  transport.once('close', () => {
    stop()
    client.destroy()
  })
  client.once('close', stop)
}

async function isThere(open: () => Promise<Duplex>): Promise<boolean> {
  try {
    const stream = await open()
    stream.resume()
    const refused = new Promise<false>((resolve) => {
      for (const event of ['end', 'close']) stream.once(event, () => resolve(false))
    })
    const waited = new Promise<true>((resolve) => setTimeout(resolve, REFUSES_WITHIN_MS, true))
    const answer = await Promise.race([refused, waited])
    stream.destroy()
    return answer
  } catch {
    return false
  }
}

function begun(start: (done: ClientCallback) => void): Promise<RemoteLine> {
  return new Promise((resolve, reject) => {
    start((error, channel) => {
      // Listened to at once: the end of a quick command comes together with the news of its beginning.
      if (!error) return resolve({channel, ended: endOf(channel)})
      reject(new UnreachableError(`The session takes no command: ${error.message}.`, {cause: error}))
    })
  })
}

function endOf(channel: ClientChannel): Promise<CommandEnd | undefined> {
  return new Promise((resolve) => {
    let end: CommandEnd | undefined
    channel.once('exit', (code: number | null, signal?: string) => {
      end = code === null ? endedBy(signal ?? '') : {exitCode: code, signal: null}
    })
    channel.once('close', () => resolve(end))
  })
}
