import {once} from 'node:events'
import type {Duplex, Writable} from 'node:stream'
import {z} from 'zod'
import {
  AbortedError,
  SessionFailedError,
  UnreachableError,
  UnsupportedError,
  type SdkError,
} from '../errors.js'
import type {Session} from '../schemas/session.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import {until} from '../transport/time-limit.js'
import type {CommandEnd, RemoteTerminal, TerminalOptions, TerminalSize} from './channel.js'
import {isReaderGone} from './command-limits.js'

/** A shell shows its prompt at once, or after it was asked for another one. */
const SHOWS_WITHIN_MS = 4000
const PING_EVERY_MS = 30_000

const messageSchema = z.looseObject({type: z.literal('out'), data: z.base64()})

/** What a terminal by the manager's stream needs of its session. */
export interface PtyPlace {
  http: Transport
  session: Pick<Session, 'id' | 'name'>
  whyLost: () => Promise<SdkError>
}

/**
 * Opens a terminal by the manager's own stream (`GET /stream/session/ID/pty`). Rejects with `UnsupportedError` when the
 * stream opens and nothing comes, as on 26.8.3: that it opens proves nothing.
 */
export async function openPtyTerminal(place: PtyPlace, options: TerminalOptions): Promise<RemoteTerminal> {
  const {http, session, whyLost} = place
  const request = options.signal ? {signal: options.signal} : {}
  const stream = await http.messages(path`/stream/session/${session.id}/pty`, request)
  const terminal = new PtyTerminal(stream, options, whyLost)
  terminal.resize(options.size)
  try {
    if (await shows(stream, options.signal)) return terminal
    terminal.type(Buffer.from('\r'))
    if (await shows(stream, options.signal)) return terminal
  } catch (error) {
    stream.destroy()
    throw options.signal?.aborted ? interrupted() : error
  }
  stream.destroy()
  const why = await whyLost()
  throw why instanceof SessionFailedError ? why : silent(session.name)
}

/** Whether something to show comes soon. Rejects when the stream is cut, or the signal fires. */
async function shows(stream: Duplex, signal = new AbortController().signal): Promise<boolean> {
  const limit = AbortSignal.timeout(SHOWS_WITHIN_MS)
  if (stream.readableLength === 0 && !stream.readableEnded) {
    const ready = once(stream, 'readable', {signal: limit}).catch((error: unknown) => {
      if (!limit.aborted) throw error
    })
    await until(signal, ready)
  }
  return stream.readableLength > 0
}

class PtyTerminal implements RemoteTerminal {
  constructor(
    private readonly stream: Duplex,
    private readonly options: TerminalOptions,
    private readonly whyLost: () => Promise<SdkError>,
  ) {}

  type(keys: Buffer): void {
    this.#send({type: 'stdin', chars: keys.toString('base64')})
  }

  resize({rows, columns}: TerminalSize): void {
    this.#send({type: 'resize', rows, cols: columns})
  }

  /** The stream does not tell how the shell ended: its end is 0. */
  async show(screen: Writable): Promise<CommandEnd> {
    const {signal} = this.options
    const hangUp = (): void => void this.stream.destroy()
    signal?.addEventListener('abort', hangUp, {once: true})
    const ping = setInterval(() => this.#send({type: 'ping'}), PING_EVERY_MS)
    try {
      for await (const message of this.stream) await write(screen, outputOf(message))
    } catch (error) {
      if (isReaderGone(error)) throw new UnreachableError('The terminal is gone.', {cause: error})
      if (!signal?.aborted) throw await this.#reasonOf(error)
    } finally {
      clearInterval(ping)
      signal?.removeEventListener('abort', hangUp)
      this.stream.destroy()
    }
    if (signal?.aborted) throw interrupted()
    const why = await this.whyLost()
    if (why instanceof SessionFailedError) throw why
    return {exitCode: 0, signal: null}
  }

  async #reasonOf(error: unknown): Promise<unknown> {
    const why = await this.whyLost()
    return why instanceof SessionFailedError ? why : error
  }

  #send(message: object): void {
    if (this.stream.writable) this.stream.write(JSON.stringify(message))
  }
}

function outputOf(message: unknown): Buffer {
  const {data} = messageSchema.safeParse(parsed(String(message)))
  return Buffer.from(data?.data ?? '', 'base64')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function write(screen: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    screen.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

function interrupted(): AbortedError {
  return new AbortedError('Interrupted; the shell was ended.')
}

function silent(name: string): UnsupportedError {
  return new UnsupportedError(`The manager opens a terminal in ${name}, and nothing comes from it.`, {
    hints: [
      'It cannot give a terminal by itself; where the session has an ssh server, --via ssh does.',
      `A command without a terminal: \`bai session exec ${name} -- COMMAND\`.`,
    ],
  })
}
