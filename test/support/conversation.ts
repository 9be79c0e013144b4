import type {ChildProcessWithoutNullStreams} from 'node:child_process'
import type {BaiOptions, BaiResult, BaiUser} from './bai.js'

/** A command line that runs, whose output is read while it does. */
export class Conversation {
  stdout = ''
  stderr = ''
  readonly #child: ChildProcessWithoutNullStreams
  readonly #ended: Promise<BaiResult>
  #wake: (() => void)[] = []

  constructor(person: BaiUser, argv: readonly string[], options: BaiOptions = {}) {
    this.#child = person.start(argv, options)
    this.#child.stdin.on('error', () => undefined)
    this.#child.stdin.end(options.stdin ?? '')
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear('stdout', text))
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => this.#hear('stderr', text))
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (exitCode) => {
        resolve({stdout: this.stdout, stderr: this.stderr, exitCode})
        this.#wakeAll()
      })
    })
  }

  /** Resolves when one of the channels holds what is looked for. Rejects when the process ends without it. */
  async says(channel: 'stdout' | 'stderr', words: string | RegExp): Promise<void> {
    const heard = () =>
      typeof words === 'string' ? this[channel].includes(words) : words.test(this[channel])
    while (!heard()) {
      if (this.#child.exitCode !== null) {
        throw new Error(
          `It ended with ${this.#child.exitCode} and never said ${String(words)}:\n${this.stderr}`,
        )
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve))
    }
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Waits for the end. */
  end(): Promise<BaiResult> {
    return this.#ended
  }

  #hear(channel: 'stdout' | 'stderr', text: string): void {
    this[channel] += text
    this.#wakeAll()
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
