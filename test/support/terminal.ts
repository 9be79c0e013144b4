import {execFile, spawn, spawnSync, type ChildProcessWithoutNullStreams} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {noteCommand, type BaiUser} from './bai.js'

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Whether this machine can lend a terminal to a test: util-linux's `script`. */
export const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

export interface TerminalOptions {
  /** Added to the environment. */
  env?: Readonly<Record<string, string | undefined>>
  /** Width of the terminal itself; without, the environment says 200. */
  columns?: number
}

/** A conversation with `bai` on a real pseudo-terminal. What is shown on it, both channels, is in `shown`. */
export class Terminal {
  shown = ''
  readonly #child: ChildProcessWithoutNullStreams
  /** File with the name of the terminal's device. */
  readonly #device: string
  #wake: () => void = () => undefined
  #seen = 0
  #ended = false

  constructor(user: BaiUser, argv: readonly string[], {env = {}, columns}: TerminalOptions = {}) {
    const words = [process.execPath, RUN, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    // The shell gets every Ctrl-C as well and must outlive it: afterwards the terminal itself is asked whether it was given back as it was.
    const size = columns === undefined ? '' : `stty cols ${columns} rows 24; `
    this.#device = join(user.home, `tty-${randomBytes(4).toString('hex')}`)
    const line = `trap : INT; tty > ${this.#device}; ${size}${words.join(' ')}; code=$?; stty -a | grep -o -- '-\\?\\b\\(echo\\|icanon\\|isig\\)\\b' | tr '\\n' ' '; exit $code`
    this.#child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: user.cwd,
      env: user.environment({
        ...{TERM: 'xterm', SHELL: '/bin/sh'},
        ...(columns === undefined && {COLUMNS: '200'}),
        ...env,
      }),
    })
    // A letter may come in two pieces.
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.shown += text
      this.#wake()
    })
    this.#child.once('close', (exitCode) => {
      noteCommand(argv, exitCode)
      this.#ended = true
      this.#wake()
    })
  }

  /** Waits until the text is shown, after what was seen before. */
  async sees(text: string): Promise<void> {
    for (;;) {
      const at = this.shown.indexOf(text, this.#seen)
      if (at >= 0) {
        this.#seen = at + text.length
        return
      }
      if (this.#ended) throw new Error(`"${text}" was never shown:\n${this.shown}`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  types(keys: string): void {
    this.#child.stdin.write(keys)
  }

  /** Makes it wider or narrower, as a person who pulls at its window. Only when it shows something. */
  async resize(columns: number): Promise<void> {
    const device = (await readFile(this.#device, 'utf8')).trim()
    await promisify(execFile)('stty', ['-F', device, 'cols', String(columns)])
  }

  /** Waits for the end. */
  async exitCode(): Promise<number | null> {
    while (!this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#child.exitCode
  }

  end(): void {
    this.#child.kill('SIGKILL')
  }
}
