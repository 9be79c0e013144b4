import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process'
import {appendFileSync} from 'node:fs'
import {mkdir, mkdtemp, realpath, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** How a command line ended. */
export interface BaiResult {
  stdout: string
  stderr: string
  /** Null when a signal ended it. */
  exitCode: number | null
}

export interface BaiOptions {
  /** Added to the environment; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>
  /** What standard input holds; it is empty without. */
  stdin?: string
  cwd?: string
}

/**
 * A user of the built `bai` with nothing configured: folders of its own for everything, none of this process's
 * variables. Remove it after the test.
 */
export class BaiUser {
  private constructor(readonly home: string) {}

  static async create(): Promise<BaiUser> {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'bai-test-')))
    await mkdir(join(home, 'work'))
    return new BaiUser(home)
  }

  /** The folder commands run in; there is none of the user's files in it. */
  get cwd(): string {
    return join(this.home, 'work')
  }

  get profilesFile(): string {
    return join(this.home, '.config', 'bai', 'profiles.json')
  }

  /** Runs a command line to its end. */
  async run(argv: readonly string[], options: BaiOptions = {}): Promise<BaiResult> {
    const child = this.start(argv, options)
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.stdin ?? '')
    return finished(child)
  }

  /** Starts a command line and leaves it running, for signals and conversations. */
  start(argv: readonly string[], {env = {}, cwd}: BaiOptions = {}): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, [RUN, ...argv], {
      cwd: cwd ?? this.cwd,
      env: this.environment(env),
    })
    child.once('close', (exitCode) => noteCommand(argv, exitCode))
    return child
  }

  /** What a command line of this user finds in its environment. */
  environment(more: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
    return {PATH: process.env['PATH'], HOME: this.home, NO_COLOR: '1', ...more}
  }

  async remove(): Promise<void> {
    await rm(this.home, {recursive: true, force: true})
  }
}

/** For docs/compatibility.md: which commands the tests ran, and how they ended. */
export function noteCommand(argv: readonly string[], exitCode: number | null): void {
  const file = process.env['BAI_TEST_COMMANDS']
  if (file) appendFileSync(file, `${JSON.stringify({argv: argv.slice(0, 3), exitCode})}\n`)
}

/** Waits for a started command line to end. */
export async function finished(child: ChildProcessWithoutNullStreams): Promise<BaiResult> {
  const [stdout, stderr, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ])
  return {stdout, stderr, exitCode}
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
