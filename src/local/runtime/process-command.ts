import {spawn, type ChildProcessByStdio} from 'node:child_process'
import {once} from 'node:events'
import {PassThrough, type Readable, type Writable} from 'node:stream'
import {setTimeout as pause} from 'node:timers/promises'
import {signalGroup} from './process-identity.js'
import {COMMAND_SCRIPT} from './process-script.js'
import type {CommandSpec, KernelExit, RunningCommand} from './runtime.js'

/** How long a program that has ended may leave its output open to what it started, when nothing more comes. */
const DRAIN_LOOKS = 3
const DRAIN_LOOK_MS = 40

/** Where and with which variables a command runs. */
export interface CommandPlace {
  environ: Readonly<Record<string, string>>
  folder: string
}

/** A command with the process group it is. */
export interface ProcessCommand extends RunningCommand {
  readonly groupId: number
}

type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>

/** Starts a command as a process group of its own, its three streams as pipes. */
export async function runPiped(command: CommandSpec, place: CommandPlace): Promise<ProcessCommand> {
  const child = spawn('/bin/sh', commandLine(command, place), {
    env: {...place.environ, ...command.environ},
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  await once(child, 'spawn')
  return new PipedCommand(child, child.pid ?? 0)
}

/** Arguments of the shell that becomes the program. */
export function commandLine({argv}: CommandSpec, {folder}: CommandPlace): string[] {
  return ['-c', COMMAND_SCRIPT, 'sh', folder, ...argv]
}

class PipedCommand implements ProcessCommand {
  readonly stdin: Writable
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly ended: Promise<KernelExit>

  constructor(
    child: PipedChild,
    readonly groupId: number,
  ) {
    this.stdin = child.stdin
    // A program that does not read its input is no failure of ours.
    this.stdin.on('error', () => undefined)
    child.stdout.pipe(this.stdout)
    child.stderr.pipe(this.stderr)
    this.ended = this.endOf(child)
  }

  signal(signal: NodeJS.Signals): void {
    signalGroup(this.groupId, signal)
  }

  resize(): void {
    // There is no terminal.
  }

  private async endOf(child: PipedChild): Promise<KernelExit> {
    const closed = new Promise<true>((resolve) => child.once('close', () => resolve(true)))
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await drained([child.stdout, child.stderr], closed)
    this.stdout.end()
    this.stderr.end()
    for (const stream of [child.stdout, child.stderr]) stream.unpipe().destroy()
    return {code: child.exitCode, signal: child.signalCode}
  }
}

/** What the program left running may keep its pipes open for ever: the program's own output is in them already. */
async function drained(streams: readonly Readable[], closed: Promise<true>): Promise<void> {
  let [quiet, before] = [0, -1]
  while (quiet < DRAIN_LOOKS) {
    if (await Promise.race([closed, pause(DRAIN_LOOK_MS)])) return
    const waiting = streams.reduce((sum, stream) => sum + stream.readableLength, 0)
    const read = streams.reduce((sum, stream) => sum + bytesRead(stream), 0)
    quiet = waiting === 0 && read === before ? quiet + 1 : 0
    before = read
  }
}

/** Pipes of a process are sockets, which count. */
function bytesRead(stream: Readable): number {
  return 'bytesRead' in stream && typeof stream.bytesRead === 'number' ? stream.bytesRead : 0
}
