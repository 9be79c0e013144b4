import {OpsAbortedError, OpsInputError, type OpsError} from '../errors.js'
import {failureOfLocal, failureOfSsh, noFolder, noProgram} from './failure.js'
import {readByCat, writeBySh} from './files.js'
import type {Host, RunOptions, Running, RunResult} from './host.js'
import {PLAIN_LOCALE, settlesWithin, startProcess, type Exit, type LocalProcess} from './process.js'
import {pasteable, refuseCommand, rootPrefix} from './quoting.js'
import {remoteStart, remoteStop} from './remote-script.js'
import {asText, checkExit, collect, Deadline, refuseWhenAborted} from './run.js'
import {SshConnection, sshWords, type OpenConnection, type SshTarget} from './ssh-connection.js'
import {StderrTail} from './stderr-tail.js'
import {ToldLine, type Told} from './told-line.js'
import {openTunnel, type Tunnel} from './tunnel.js'

/** ssh's own failures; the far side maps a program's 255 to 254. */
const SSH_FAILED = 255
const GRACE_MS = 5000
const CONNECT_WITHIN_MS = 10_000

/** What a session was started for. */
interface Job {
  program: string
  options: RunOptions
  throughSudo: boolean
  what: string
}

/**
 * A machine behind the system's `ssh`: its configuration, agent, jump hosts and known_hosts hold; it never asks.
 * Variables travel on stdin, never in arguments. A program's own exit status 255 is seen as 254.
 * Without `input: ''` the program's stdin is ours, and it ends by itself only when it reads to the end of it or writes;
 * with it, the program ends with the connection, even when this process is killed.
 */
export class SshHost implements Host {
  readonly kind = 'ssh'
  readonly #connection: SshConnection
  readonly #tunnels: Tunnel[] = []
  #isRoot: boolean

  /** @throws OpsInputError for a target that ssh would take for an option. */
  constructor(
    readonly name: string,
    private readonly to: SshTarget,
    {connectTimeoutMs = CONNECT_WITHIN_MS}: {connectTimeoutMs?: number} = {},
  ) {
    if (!/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u.test(to.target)) {
      throw new OpsInputError(`"${to.target}" is not a name ssh can connect to.`)
    }
    this.#isRoot = to.target.startsWith('root@')
    this.#connection = new SshConnection(name, to, connectTimeoutMs)
  }

  async run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const running = await this.start(command, {...options, input: options.input ?? ''})
    return asText(await collect(running, command[0] ?? ''))
  }

  async start(command: readonly string[], options: RunOptions = {}): Promise<Running> {
    const program = command[0] ?? ''
    const what = `${program} on ${this.name}`
    refuseCommand(command, options.env)
    const startedAt = Date.now()
    const connection = await this.#connect(what, options)
    const throughSudo = options.asRoot === true && !connection.isRoot
    const remote = remoteStart({
      command: [...(throughSudo ? rootPrefix(options.env) : []), ...command],
      cwd: options.cwd,
      env: {...PLAIN_LOCALE, ...options.env},
      stdin: isNothing(options.input) ? 'none' : 'pipe',
    })
    const child = await startProcess(['ssh', ...connection.args, remote.line])
    child.stdin.write(remote.preamble)
    if (!isNothing(options.input) && options.input !== undefined) child.stdin.end(options.input)
    const left = options.timeoutMs === undefined ? {} : {timeoutMs: rest(options.timeoutMs, startedAt)}
    return this.#running(child, new ToldLine(child.stderr, remote.token), {
      program,
      options: {...options, ...left},
      throughSudo,
      what,
    })
  }

  commandLine(command: readonly string[], options: RunOptions = {}): string {
    const sudo = options.asRoot && !this.#isRoot ? rootPrefix(options.env) : []
    return pasteable([
      'ssh',
      ...sshWords(this.to),
      this.to.target,
      pasteable([...sudo, ...command], options.cwd),
    ])
  }

  async readFile(path: string, options: RunOptions = {}): Promise<Buffer> {
    return readByCat(this, path, options)
  }

  async writeFile(
    path: string,
    content: string | Uint8Array,
    options: RunOptions & {mode?: number} = {},
  ): Promise<void> {
    return writeBySh(this, path, {...options, content})
  }

  async reach({hostname, port}: {hostname: string; port: number}): Promise<{hostname: string; port: number}> {
    const what = `a port of ${this.name}`
    await this.#connect(what, {})
    const tunnel = await openTunnel(async () => {
      const {args} = await this.#connect(what, {})
      return startProcess(['ssh', '-W', `${hostname}:${port}`, ...args])
    })
    this.#tunnels.push(tunnel)
    return {hostname: '127.0.0.1', port: tunnel.port}
  }

  async close(): Promise<void> {
    await Promise.all(this.#tunnels.splice(0).map((tunnel) => tunnel.close()))
    await this.#connection.close()
  }

  async #connect(what: string, {signal, timeoutMs}: RunOptions): Promise<OpenConnection> {
    refuseWhenAborted(what, signal)
    const opening = this.#connection.open()
    const waiting = new AbortController()
    const interrupted = new Promise<never>((_, reject) => {
      const onAbort = (): void =>
        reject(new OpsAbortedError(`${what} was interrupted.`, {cause: signal?.reason}))
      signal?.addEventListener('abort', onAbort, {signal: waiting.signal})
    })
    try {
      const inTime = Promise.race([opening, interrupted])
      if (timeoutMs !== undefined && !(await settlesWithin(inTime, timeoutMs))) {
        throw failureOfSsh(this.name, `no answer within ${timeoutMs / 1000} s (timed out)`)
      }
      const connection = await inTime
      this.#isRoot = connection.isRoot
      return connection
    } finally {
      waiting.abort()
    }
  }

  #running(child: LocalProcess, line: ToldLine, job: Job): Running {
    const stop = (): Promise<void> => this.#stop(child, line, job)
    const deadline = new Deadline(job.what, job.options, () => void stop())
    const tail = new StderrTail(line)
    const done = child.exit.then(async (exit) => {
      deadline.release()
      if (deadline.failure) throw deadline.failure
      return {exitCode: this.#outcome(exit, await line.told, {...job, stderr: await tail.text()})}
    })
    done.catch(() => undefined)
    return {stdin: child.stdin, stdout: child.stdout, stderr: tail, done, stop}
  }

  #outcome({exitCode}: Exit, told: Told | undefined, job: Job & {stderr: string}): number {
    const {program, stderr, throughSudo, options} = job
    const failure = this.#failure(exitCode, told, job)
    if (failure) throw failure
    const refused = failureOfLocal({host: this.name, program, stderr, sudo: throughSudo})
    if (exitCode !== 0 && refused) throw refused
    return checkExit(program, exitCode, stderr, options.accept)
  }

  #failure(
    exitCode: number | undefined,
    told: Told | undefined,
    job: Job & {stderr: string},
  ): OpsError | undefined {
    if (told?.kind === 'missing') return noProgram(job.throughSudo ? 'sudo' : job.program, this.name)
    if (told?.kind === 'nodir') return noFolder(job.options.cwd ?? '', this.name)
    // Without a status ssh itself was killed: what became of the program nobody knows.
    const isLost = exitCode === SSH_FAILED || exitCode === undefined || told === undefined
    return isLost ? failureOfSsh(this.name, job.stderr) : undefined
  }

  /** The remote group first; our end of it is ended in any case. */
  async #stop(child: LocalProcess, line: ToldLine, {options, throughSudo}: Job): Promise<void> {
    const {args} = await this.#connection.open().catch(() => ({args: undefined}))
    if (isNothing(options.input)) child.stdin.end()
    const told = (await settlesWithin(line.told, GRACE_MS)) ? await line.told : undefined
    for (const signal of ['TERM', 'KILL'] as const) {
      if (told?.kind === 'pid' && args !== undefined && !isNothing(options.input)) {
        const kill = await startProcess(['ssh', ...args, remoteStop(signal, told.pid, throughSudo)])
        kill.stdout.resume()
        kill.stderr.resume()
        kill.stdin.end()
        if (!(await settlesWithin(kill.exit, GRACE_MS))) kill.signal('SIGKILL')
      }
      if (await settlesWithin(child.exit, GRACE_MS)) break
    }
    child.signal('SIGKILL')
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

function isNothing(input: RunOptions['input']): boolean {
  return input !== undefined && input.length === 0
}

function rest(timeoutMs: number, startedAt: number): number {
  return Math.max(1, timeoutMs - (Date.now() - startedAt))
}
