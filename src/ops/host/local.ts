import {open, readFile, rename, rm} from 'node:fs/promises'
import {randomUUID} from 'node:crypto'
import {failureOfLocal} from './failure.js'
import type {Host, RunOptions, Running, RunResult} from './host.js'
import {pasteable, refuseCommand, rootPrefix} from './quoting.js'
import {settlesWithin, startProcess, type LocalProcess} from './process.js'
import {asText, checkExit, collect, Deadline, refuseWhenAborted} from './run.js'
import {StderrTail} from './stderr-tail.js'
import {readByCat, writeBySh} from './files.js'

/** How long a program may take to end after SIGTERM. */
const GRACE_MS = 5000

/** This machine. Programs run in groups of their own and never through a shell. */
export class LocalHost implements Host {
  readonly kind = 'local'
  readonly #isRoot: boolean

  constructor(
    readonly name: string = 'local',
    facts: {isRoot?: boolean} = {},
  ) {
    this.#isRoot = facts.isRoot ?? process.getuid?.() === 0
  }

  async run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const running = await this.start(command, {...options, input: options.input ?? ''})
    return asText(await collect(running, command[0] ?? ''))
  }

  async start(command: readonly string[], options: RunOptions = {}): Promise<Running> {
    const program = command[0] ?? ''
    const what = `${program} on ${this.name}`
    refuseWhenAborted(what, options.signal)
    refuseCommand(command, options.env)
    const prefix = this.#prefix(options)
    const child = await startProcess([...prefix, ...command], options)
    const stop = (): Promise<void> => stopGroup(child, prefix.length > 0)
    const deadline = new Deadline(what, options, () => void stop())
    const tail = new StderrTail(child.stderr)
    if (options.input !== undefined) child.stdin.end(options.input)
    const done = child.exit.then(async ({exitCode}) => {
      deadline.release()
      if (deadline.failure) throw deadline.failure
      const stderr = await tail.text()
      const failure = failureOfLocal({host: this.name, program, stderr, sudo: prefix.length > 0})
      if (exitCode !== 0 && failure) throw failure
      return {exitCode: checkExit(program, exitCode, stderr, options.accept)}
    })
    done.catch(() => undefined)
    return {stdin: child.stdin, stdout: child.stdout, stderr: tail, done, stop}
  }

  commandLine(command: readonly string[], options: RunOptions = {}): string {
    return pasteable([...this.#prefix(options), ...command], options.cwd)
  }

  /** A whole file; see `Host.readFile`. */
  async readFile(path: string, options: RunOptions = {}): Promise<Buffer> {
    if (options.asRoot && !this.#isRoot) return readByCat(this, path, options)
    refuseWhenAborted(`Reading ${path}`, options.signal)
    return readFile(path)
  }

  async writeFile(
    path: string,
    content: string | Uint8Array,
    options: RunOptions & {mode?: number} = {},
  ): Promise<void> {
    if (options.asRoot && !this.#isRoot) return writeBySh(this, path, {...options, content})
    const partial = `${path}.${randomUUID()}.partial`
    try {
      const file = await open(partial, 'wx', options.mode ?? 0o600)
      try {
        await file.writeFile(content)
        await file.chmod(options.mode ?? 0o600)
        await file.sync()
      } finally {
        await file.close()
      }
      refuseWhenAborted(`Writing ${path}`, options.signal)
      await rename(partial, path)
    } catch (error) {
      await rm(partial, {force: true})
      throw error
    }
  }

  async reach(address: {hostname: string; port: number}): Promise<{hostname: string; port: number}> {
    return address
  }

  async close(): Promise<void> {
    // Nothing is kept open on this machine.
  }

  #prefix(options: RunOptions): string[] {
    return options.asRoot && !this.#isRoot ? rootPrefix(options.env) : []
  }
}

/** SIGTERM to the group, SIGKILL after a while; what sudo started belongs to root and is ended through sudo. */
async function stopGroup(child: LocalProcess, throughSudo: boolean): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!child.signal(signal) && throughSudo) {
      const kill = await startProcess(['sudo', '-n', 'kill', `-${signal.slice(3)}`, '--', `-${child.pid}`])
      kill.stdout.resume()
      kill.stderr.resume()
      await kill.exit
    }
    if (await settlesWithin(child.exit, GRACE_MS)) break
  }
  child.stdout.destroy()
  child.stderr.destroy()
}
