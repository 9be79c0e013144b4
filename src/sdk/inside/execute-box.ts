import {NotFoundError, SdkError, SessionFailedError, UnreachableError} from '../errors.js'

/** Managers answer that a file is not there with a bare error: after so long it is asked whether the session is. */
const DOUBTFUL_AFTER_MS = 6000
const GONE_AFTER_MS = 20_000
/** An engine that saves a session's image stops its processes meanwhile. */
const SILENT_FOR_MS = 120_000

/** What was in a session's box when it was fetched. */
export class Box {
  private constructor(private readonly files: ReadonlyMap<string, Buffer>) {}

  /** Reads it off its tar archive. */
  static async of(archive: Buffer): Promise<Box> {
    const {default: tar} = await import('tar-stream')
    const extract = tar.extract()
    extract.end(archive)
    const files = new Map<string, Buffer>()
    for await (const entry of extract) {
      const chunks: Buffer[] = []
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk)
      const {name, type} = entry.header
      if (type === 'file') files.set(name.slice(name.lastIndexOf('/') + 1), Buffer.concat(chunks))
    }
    return new Box(files)
  }

  /** A piece of a channel. */
  piece(channel: 'o' | 'e', number: number): Buffer | undefined {
    return this.files.get(`${channel}.${number}`)
  }

  /** Pieces of the input that the command has taken. */
  get fed(): number {
    return Number(this.#text('fed'))
  }

  /** Changes as long as somebody is there. */
  get life(): string {
    return this.#text('life')
  }

  /** How it ended, and how many pieces both channels have in all. */
  get end(): {exitCode: number; stdout: number; stderr: number} | undefined {
    const [exitCode, stdout, stderr] = this.#text('end').split(' ')
    if (exitCode === undefined || stdout === undefined || stderr === undefined) return undefined
    return {exitCode: Number(exitCode), stdout: Number(stdout), stderr: Number(stderr)}
  }

  #text(name: string): string {
    return this.files.get(name)?.toString('latin1').trim() ?? ''
  }
}

/** Watches over whether a session is still there from what fetching its box gave. */
export class BoxWatch {
  #life: string | undefined
  #heardMs = performance.now()
  #askedMs = performance.now()
  #failure: SdkError | undefined

  /** @param whyLost what the manager says of the session */
  constructor(private readonly whyLost: () => Promise<SdkError>) {}

  /** Notes an answer. Rejects when it is as if nobody were there any more. */
  async heard(box: Box): Promise<void> {
    this.#failure = undefined
    if (box.life !== this.#life) this.#heardMs = performance.now()
    this.#life = box.life
    await this.#judge(SILENT_FOR_MS)
  }

  /** Notes that the box could not be fetched. Rejects when that is no passing failure. */
  async failed(error: unknown): Promise<void> {
    if (!(error instanceof SdkError)) throw error
    if (error instanceof NotFoundError) throw await this.whyLost()
    this.#failure = error
    await this.#judge(GONE_AFTER_MS)
  }

  async #judge(limitMs: number): Promise<void> {
    const now = performance.now()
    const silentMs = now - this.#heardMs
    if (silentMs > limitMs) {
      const options = this.#failure === undefined ? {} : {cause: this.#failure}
      throw new UnreachableError('The session gives no sign of life any more.', options)
    }
    if (silentMs < DOUBTFUL_AFTER_MS || now - this.#askedMs < DOUBTFUL_AFTER_MS) return
    this.#askedMs = now
    const why = await this.whyLost()
    if (why instanceof SessionFailedError) throw why
  }
}
