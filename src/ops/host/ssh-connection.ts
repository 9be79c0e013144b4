import {randomBytes} from 'node:crypto'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OpsUnreachableError} from '../errors.js'
import {failureOfSsh} from './failure.js'
import {shellLine} from './quoting.js'
import {settlesWithin, startProcess, type LocalProcess} from './process.js'

/** Where ssh connects to; everything else is ssh's own configuration. */
export interface SshTarget {
  /** A name of ssh's configuration, `host` or `user@host`. */
  target: string
  port?: number | undefined
  /** ssh's `-F`. */
  configFile?: string | undefined
}

/** A connection that is open. */
export interface OpenConnection {
  /** Whether the account there is root. */
  isRoot: boolean
  /** ssh's arguments for a further session over it. */
  args: readonly string[]
}

/** A Unix socket's path is short; ssh adds 17 letters while it makes it. */
const LONGEST_FOLDER = 70
const GRACE_MS = 2000
/** Tells that the connection stands, and lives as long as our end of its stdin. */
const HOLD = 'echo "$1 $(id -u)"; exec cat >/dev/null'

/**
 * One connection to a host, shared by all its commands. A master ssh holds it through a remote `cat` on our stdin: when
 * this process dies in whatever way, the stdin closes, and both ends go.
 */
export class SshConnection {
  #folder: string | undefined
  #master: LocalProcess | undefined
  #open: Promise<OpenConnection> | undefined

  constructor(
    private readonly host: string,
    private readonly to: SshTarget,
    private readonly connectTimeoutMs: number,
  ) {}

  /** The connection, made when there is none. Rejects with `OpsUnreachableError` or `OpsNotAllowedError`. */
  open(): Promise<OpenConnection> {
    this.#open ??= this.#connect().catch((error: unknown) => {
      this.#open = undefined
      throw error
    })
    return this.#open
  }

  async close(): Promise<void> {
    const master = this.#master
    this.#master = undefined
    this.#open = undefined
    if (master) {
      master.stdin.end()
      if (!(await settlesWithin(master.exit, GRACE_MS))) master.signal('SIGKILL')
    }
    if (this.#folder !== undefined) await rm(this.#folder, {recursive: true, force: true})
    this.#folder = undefined
  }

  async #connect(): Promise<OpenConnection> {
    const base = tmpdir().length > LONGEST_FOLDER ? '/tmp' : tmpdir()
    // mkdtemp makes it 0700: nobody else may speak through the socket.
    this.#folder ??= await mkdtemp(join(base, 'bai-ssh-'))
    const args = [...this.#options(), '-o', `ControlPath=${join(this.#folder, 'm')}`]
    const token = `bai-${randomBytes(12).toString('hex')}`
    const hold = `exec ${shellLine(['sh', '-c', HOLD, 'bai', token])}`
    const own = ['-o', 'ControlMaster=yes', '-o', 'ControlPersist=no']
    const master = await startProcess(['ssh', ...args, ...own, '--', this.to.target, hold])
    this.#master = master
    void master.exit.then(() => {
      if (this.#master === master) this.#open = undefined
    })
    const uid = await this.#greeting(master, token)
    return {isRoot: uid === '0', args: [...args, '-o', 'ControlMaster=no', '--', this.to.target]}
  }

  /** Waits for the far side's first line. A login may print things of its own before it. */
  async #greeting(master: LocalProcess, token: string): Promise<string> {
    const heard = {out: '', err: ''}
    master.stderr.on('data', (chunk: Buffer) => (heard.err = `${heard.err}${chunk.toString()}`.slice(-8192)))
    const uid = new Promise<string | undefined>((resolve) => {
      master.stdout.on('data', (chunk: Buffer) => {
        heard.out = `${heard.out}${chunk.toString()}`.slice(-8192)
        const found = new RegExp(`${token} (\\d+)\n`).exec(heard.out)?.[1]
        if (found !== undefined) resolve(found)
      })
      master.stdout.once('close', () => resolve(undefined))
    })
    const inTime = await settlesWithin(uid, this.connectTimeoutMs)
    const answer = inTime ? await uid : undefined
    if (answer !== undefined) return answer
    if (inTime) await settlesWithin(master.exit, GRACE_MS)
    master.signal('SIGKILL')
    if (inTime) throw failureOfSsh(this.host, heard.err)
    throw new OpsUnreachableError(
      `${this.host} did not answer by ssh within ${this.connectTimeoutMs / 1000} s.`,
      {hints: ['Is the host up, and does a firewall let ssh through?', 'Give it longer with --timeout.']},
    )
  }

  #options(): string[] {
    const seconds = Math.max(1, Math.ceil(this.connectTimeoutMs / 1000))
    const set = [
      'BatchMode=yes',
      `ConnectTimeout=${seconds}`,
      'ServerAliveInterval=10',
      'ServerAliveCountMax=3',
      'LogLevel=ERROR',
      'RequestTTY=no',
      'RemoteCommand=none',
      'PermitLocalCommand=no',
      'ClearAllForwardings=yes',
    ]
    return [...sshWords(this.to), ...set.flatMap((option) => ['-o', option])]
  }
}

/** The arguments a person would give ssh as well. */
export function sshWords({port, configFile}: SshTarget): string[] {
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
  ]
}
