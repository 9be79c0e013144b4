import {spawn, spawnSync, type ChildProcessWithoutNullStreams} from 'node:child_process'
import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {BaiUser} from './bai.js'
import {until} from './until.js'

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Whether a shell is installed; root on Debian gets it installed first. */
export function hasShell(name: string): boolean {
  if (spawnSync(name, ['--version']).status === 0) return true
  if (process.getuid?.() !== 0) return false
  const apt = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '-qq', '--no-install-recommends', name]
  spawnSync('apt-get', apt, {env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'}})
  return spawnSync(name, ['--version']).status === 0
}

/** A folder of the user's for PATH, in which `bai` is: the built one, or another. */
export async function commandFolder(user: BaiUser, program?: string): Promise<string> {
  const bin = join(user.home, 'bin')
  await mkdir(bin, {recursive: true})
  const start = program === undefined ? `'${process.execPath}' '${RUN}'` : `'${program}'`
  await writeFile(join(bin, 'bai'), `#!/bin/sh\nexec ${start} "$@"\n`)
  await chmod(join(bin, 'bai'), 0o755)
  return bin
}

/** An interactive shell on a real pseudo-terminal, with `bai` in its PATH. */
export class Shell {
  shown = ''
  readonly #child: ChildProcessWithoutNullStreams
  readonly #ended: Promise<number | null>

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child
    this.#ended = new Promise((resolve) => child.once('close', resolve))
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.shown += text))
    child.stdin.on('error', () => undefined)
  }

  static async start(command: string, user: BaiUser, env: Record<string, string>): Promise<Shell> {
    const bin = await commandFolder(user)
    const environment = user.environment({
      ...{TERM: 'xterm', COLUMNS: '200', LINES: '50', PS1: '> '},
      ...env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    })
    return new Shell(spawn('script', ['-qec', command, '/dev/null'], {cwd: user.cwd, env: environment}))
  }

  types(keys: string): void {
    this.#child.stdin.write(keys)
  }

  /** Waits until the text is shown from now on. */
  async sees(words: string | RegExp, what: string, from = 0): Promise<void> {
    const seen = (text: string): boolean =>
      typeof words === 'string' ? text.includes(words) : words.test(text)
    await until(() => seen(this.shown.slice(from)) || undefined, what, {saying: () => this.shown})
  }

  /** Waits for its end; null when a signal ended it. */
  exitCode(): Promise<number | null> {
    return this.#ended
  }

  end(): void {
    this.#child.kill('SIGKILL')
  }
}
