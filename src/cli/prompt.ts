import {createInterface, type Interface} from 'node:readline'
import {Writable, type Readable} from 'node:stream'
import {InterruptedError, UsageError} from './errors.js'

/** What a question may say. */
export interface Question {
  /** Nothing of the answer is shown. */
  hidden?: boolean
}

/** Somebody who can be asked. */
export interface Asker {
  /** Resolves with the answer, without its line feed. Rejects with `InterruptedError` on Ctrl-C and Ctrl-D. */
  ask(text: string, question?: Question): Promise<string>
  close(): void
}

/** Streams and signal of a conversation. */
export interface Conversation {
  stdin: NodeJS.ReadStream
  /** Questions go to stderr: stdout is the payload's. */
  stderr: NodeJS.WriteStream
  signal: AbortSignal
}

/** Somebody to ask, when there is a terminal to ask on. */
export function askerFor(conversation: Conversation): Asker | undefined {
  const {stdin, stderr} = conversation
  return stdin.isTTY && stderr.isTTY ? new TerminalAsker(conversation) : undefined
}

/**
 * Asks on a terminal. One readline serves all questions, so that lines typed ahead are not lost; in a hidden question
 * what it echoes goes nowhere.
 */
class TerminalAsker implements Asker {
  readonly #lines: string[] = []
  readonly #readline: Interface
  #waiting: {resolve: (line: string) => void; reject: (error: Error) => void} | undefined
  #ended: Error | undefined
  #hidden = false

  constructor(private readonly conversation: Conversation) {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (this.#hidden) done()
        else conversation.stderr.write(chunk, done)
      },
    })
    this.#readline = createInterface({input: conversation.stdin, output, terminal: true, historySize: 0})
    this.#readline.on('line', (line) => this.#take(line))
    this.#readline.on('SIGINT', () => this.#end())
    this.#readline.on('close', () => this.#end())
    conversation.signal.addEventListener('abort', this.#onAbort, {once: true})
  }

  async ask(text: string, {hidden = false}: Question = {}): Promise<string> {
    this.conversation.signal.throwIfAborted()
    if (hidden) this.conversation.stderr.write(text)
    this.#hidden = hidden
    try {
      this.#readline.setPrompt(hidden ? '' : text)
      this.#readline.prompt()
      return await this.#nextLine()
    } finally {
      this.#hidden = false
      if (hidden || this.#ended) this.conversation.stderr.write('\n')
    }
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.conversation.signal.removeEventListener('abort', this.#onAbort)
    this.#readline.close()
  }

  readonly #onAbort = (): void => this.#end()

  #nextLine(): Promise<string> {
    const ahead = this.#lines.shift()
    if (ahead !== undefined) return Promise.resolve(ahead)
    if (this.#ended) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => (this.#waiting = {resolve, reject}))
  }

  #take(line: string): void {
    if (this.#waiting) this.#waiting.resolve(line)
    else this.#lines.push(line)
    this.#waiting = undefined
  }

  #end(): void {
    this.#ended ??= new InterruptedError('Interrupted.')
    this.#waiting?.reject(this.#ended)
    this.#waiting = undefined
  }
}

/** No secret is longer; what is, is a file that was piped in by mistake. */
const LONGEST_SECRET = 4096

/**
 * Reads one secret from standard input to its end; a line feed after it is not part of it.
 * @throws UsageError when there is none, or more than one line.
 */
export async function readSecret(stdin: Readable, flag: string, signal: AbortSignal): Promise<string> {
  const secret = (await readAll(stdin, signal)).replace(/\r?\n$/, '')
  if (secret === '') throw new UsageError(`${flag}: standard input is empty.`)
  if (/[\r\n]/.test(secret) || secret.length > LONGEST_SECRET) {
    throw new UsageError(`${flag}: standard input must hold the secret alone, on one line.`)
  }
  return secret
}

/** A pipe that nobody closes must neither hold up Ctrl-C nor the end of the process: it is let go. */
async function readAll(stdin: Readable, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  const letGo = (): void => void stdin.destroy(new InterruptedError('Interrupted.'))
  signal.throwIfAborted()
  signal.addEventListener('abort', letGo, {once: true})
  try {
    for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
      chunks.push(Buffer.from(chunk))
      size += chunk.length
      if (size > LONGEST_SECRET * 2) break
    }
  } finally {
    signal.removeEventListener('abort', letGo)
  }
  return Buffer.concat(chunks).toString('utf8')
}
