import type {Writable} from 'node:stream'
import {AbortedError, SessionFailedError, type SdkError} from '../errors.js'
import type {SessionExecution} from '../resources/session-execution.js'
import type {SessionFiles} from '../resources/session-files.js'
import type {Session} from '../schemas/session.js'
import {TimeLimit} from '../transport/time-limit.js'
import type {CommandEnd, CommandStreams} from './channel.js'
import {Box, BoxWatch} from './execute-box.js'
import {busy, cannotBegin} from './execute-refusals.js'
import {controlLine, filesOf, startLine, type Control} from './execute-script.js'
import {fateOr} from './session-fate.js'
import {PiecedInput} from './pieced-input.js'
import type {CommandProcesses} from './remote-processes.js'

/** What runs before it in the session may keep it from beginning. */
const BEGINS_WITHIN_MS = 20_000
const LOOK_EVERY_MS = 6000
const REQUEST_WITHIN_MS = 8000
const FIRST_PAUSE_MS = 40
const LONGEST_PAUSE_MS = 1000
/** The session ends a command that nobody asks after for some two minutes. */
const BEAT_EVERY_MS = 10_000
/** Pieces of input on their way: at a time, and in the session before the command takes them. */
const INPUT_AT_A_TIME = 4
const INPUT_AHEAD = 8

/** What a command by the execute API needs of its session. */
export interface ExecutePlace {
  files: SessionFiles
  execution: SessionExecution
  session: Pick<Session, 'id' | 'name'>
  whyLost: () => Promise<SdkError>
}

/** One command that the execute API started: its bytes come and go as files. */
export class ExecutedCommand implements CommandProcesses {
  readonly #control: Control = {beat: 0, stdout: 0, stderr: 0, input: 0, inputEnded: false, word: 'go'}
  readonly #input: PiecedInput | undefined
  readonly #left: Promise<undefined>
  #leave: () => void = () => undefined
  #telling: Promise<void> = Promise.resolve()
  #wake: () => void = () => undefined
  #draining = false
  #isOver = false
  readonly #beginning = new AbortController()
  /** What became of the session, when it ended. */
  #fate: SessionFailedError | undefined

  constructor(
    private readonly place: ExecutePlace,
    private readonly id: string,
    private readonly streams: CommandStreams,
  ) {
    this.#left = new Promise((resolve) => (this.#leave = () => resolve(undefined)))
    this.#input = streams.stdin && new PiecedInput(streams.stdin, () => this.#wake())
  }

  /** Runs the script; resolves without a value when it was left before its end. */
  async toItsEnd(script: string): Promise<CommandEnd | undefined> {
    const beat = setInterval(() => void this.#tell(), BEAT_EVERY_MS)
    try {
      await this.#begin(script)
      return await Promise.race([this.#follow(), this.#left])
    } catch (error) {
      if (error instanceof SessionFailedError) this.#fate = error
      throw error
    } finally {
      clearInterval(beat)
      this.#isOver = true
      this.#wake()
      this.#input?.close()
      this.#control.word = 'done'
      if (!this.#fate) await this.#tell()
    }
  }

  async send(signal: 'INT' | 'TERM' | 'KILL'): Promise<void> {
    this.#control.word = signal
    this.#beginning.abort(new AbortedError('It was ended before it began.'))
    await this.#tell()
    this.#wake()
  }

  drain(): void {
    this.#draining = true
  }

  cut(): void {
    this.#leave()
  }

  async #begin(script: string): Promise<void> {
    const {signal} = this.#beginning
    const limit = new TimeLimit(BEGINS_WITHIN_MS, signal)
    const looking = setInterval(() => void this.#look(), LOOK_EVERY_MS)
    try {
      await this.#start(script, limit.signal)
    } catch (error) {
      // A session that ended just now is refused in many ways.
      if (!signal.aborted) await this.#look()
      if (this.#fate) throw this.#fate
      throw limit.signal.aborted && !signal.aborted ? busy(this.place.session.name, error) : error
    } finally {
      clearInterval(looking)
      limit.release()
    }
  }

  async #start(script: string, signal: AbortSignal): Promise<void> {
    const {files, execution, session} = this.place
    const names = filesOf(this.id)
    const both = new Map([
      [names.script, Buffer.from(script)],
      [names.control, this.#controlFile()],
    ])
    await files.write(session.id, both, {signal})
    const {exitCode = 0, said} = await execution.start(session.id, startLine(this.id), {signal})
    if (exitCode !== 0) throw cannotBegin(session.name, said.trim() || `exit status ${exitCode}`)
  }

  /** Whether the session has ended: then nothing begins any more. */
  async #look(): Promise<void> {
    const why = await this.place.whyLost()
    if (!(why instanceof SessionFailedError)) return
    this.#fate = why
    this.#beginning.abort(why)
  }

  /** Fetches what is written until the end has come, with all that was written before it; or until it is left. */
  async #follow(): Promise<CommandEnd | undefined> {
    const watch = new BoxWatch(this.place.whyLost)
    let pauseMs = FIRST_PAUSE_MS
    while (!this.#isOver) {
      const box = await this.#fetch(watch)
      const delivered = box ? await this.#deliver(box) : false
      const given = box ? await this.#giveInput(box) : false
      const end = box?.end
      if (end && this.#control.stdout >= end.stdout && this.#control.stderr >= end.stderr) {
        return {exitCode: end.exitCode, signal: null}
      }
      if (delivered || given) {
        pauseMs = FIRST_PAUSE_MS
        await this.#tell()
      } else {
        await this.#pause(pauseMs)
        pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)
      }
    }
    return undefined
  }

  async #fetch(watch: BoxWatch): Promise<Box | undefined> {
    const {files, session} = this.place
    try {
      const archive = await files.archive(session.id, filesOf(this.id).box, {timeoutMs: REQUEST_WITHIN_MS})
      const box = await Box.of(archive)
      await watch.heard(box)
      return box
    } catch (error) {
      await watch.failed(error)
      return undefined
    }
  }

  /** Passes on the pieces that are new; tells whether there were any. */
  async #deliver(box: Box): Promise<boolean> {
    const before = this.#control.stdout + this.#control.stderr
    for (let piece; (piece = box.piece('o', this.#control.stdout)); this.#control.stdout++) {
      await this.#write(this.streams.stdout, piece)
    }
    for (let piece; (piece = box.piece('e', this.#control.stderr)); this.#control.stderr++) {
      await this.#write(this.streams.stderr, piece)
    }
    return this.#control.stdout + this.#control.stderr > before
  }

  async #write(sink: Writable, piece: Buffer): Promise<void> {
    if (this.#draining && (sink.destroyed || sink.errored || sink.writableNeedDrain)) return
    await new Promise<void>((resolve, reject) => {
      sink.once('error', reject)
      sink.write(piece, (error) => {
        sink.off('error', reject)
        if (error) reject(error)
        else resolve()
      })
    })
  }

  /** Brings what there is of the input; tells whether there was any, or its end. */
  async #giveInput(box: Box): Promise<boolean> {
    const input = this.#input
    if (!input || this.#control.inputEnded) return false
    const room = INPUT_AHEAD - (this.#control.input - box.fed)
    const pieces = input.take(Math.min(room, INPUT_AT_A_TIME))
    const files = pieces.map(
      (piece, index) => [filesOf(this.id).input(this.#control.input + index), piece] as const,
    )
    if (files.length > 0) await this.#bring(new Map(files))
    this.#control.input += files.length
    this.#control.inputEnded = input.isOver
    return files.length > 0 || this.#control.inputEnded
  }

  async #bring(pieces: ReadonlyMap<string, Buffer>): Promise<void> {
    const {files, session, whyLost} = this.place
    try {
      await files.write(session.id, pieces)
    } catch (error) {
      throw await fateOr(error, whyLost)
    }
  }

  /** One message after the other. One that is lost is made up for by the next. */
  #tell(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      this.#control.beat += 1
      const message = new Map([[filesOf(this.id).control, this.#controlFile()]])
      const {files, session} = this.place
      await files.write(session.id, message, {timeoutMs: REQUEST_WITHIN_MS}).catch(() => undefined)
    })
    return this.#telling
  }

  #controlFile(): Buffer {
    return Buffer.from(controlLine(this.#control))
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
