import {once} from 'node:events'
import {constants} from 'node:os'
import type {Connection, PseudoTtyInfo, ServerChannel, Session, WindowChangeInfo} from 'ssh2'
import type {
  CommandSpec,
  KernelExit,
  RunningCommand,
  RunningKernel,
  Terminal,
  TerminalSize,
} from '../runtime/runtime.js'
import {shellFor} from '../runtime/shell.js'
import {serveFiles} from './sftp.js'

/** Status of a command that could not be started, as shells give it. */
const NOT_STARTED = 126

/** Whose session it is, and where. */
export interface SessionPlace {
  client: Connection
  kernel: RunningKernel
}

/** What the client said before it asked for a program, and the program then. */
interface SessionState {
  environ: Record<string, string>
  terminal: Terminal | undefined
  command: RunningCommand | undefined
}

/** Serves one session of an ssh connection: a command, a shell or the file subsystem, with what was asked for it before. */
export function serveSession(session: Session, {client, kernel}: SessionPlace): void {
  const state: SessionState = {environ: {}, terminal: undefined, command: undefined}
  const start = (channel: ServerChannel, argv: CommandSpec['argv']): void => {
    client.once('close', () => state.command?.signal('SIGHUP'))
    void runOn(channel, {kernel, state, argv})
  }
  session.on('env', (accept, _reject, {key, val}) => {
    state.environ[key] = val
    answer(accept)
  })
  session.on('pty', (accept, _reject, info) => {
    state.terminal = {...sizeOf(info), type: termOf(info)}
    answer(accept)
  })
  session.on('window-change', (accept, _reject, info) => {
    state.command?.resize(sizeOf(info))
    answer(accept)
  })
  session.on('signal', (accept, reject, {name}) => {
    if (isSignal(`SIG${name}`)) state.command?.signal(`SIG${name}` as NodeJS.Signals)
    answer(isSignal(`SIG${name}`) ? accept : reject)
  })
  session.on('exec', (accept, _reject, {command}) => start(accept(), ['sh', '-c', command]))
  session.on('shell', (accept) => start(accept(), shellFor(state.terminal)))
  session.on('sftp', (accept) => serveFiles(accept(), kernel))
}

/** A client that wants no answer gives nothing to answer with. */
function answer(reply: (() => void) | undefined): void {
  reply?.()
}

interface Run {
  kernel: RunningKernel
  state: SessionState
  argv: CommandSpec['argv']
}

async function runOn(channel: ServerChannel, {kernel, state, argv}: Run): Promise<void> {
  // The connection may break at any moment; the command is told by a hang-up.
  channel.on('error', () => undefined)
  const {environ, terminal} = state
  try {
    const term = terminal && {TERM: terminal.type}
    state.command = await kernel.run({argv, environ: {...environ, ...term}, ...(terminal && {terminal})})
  } catch (error) {
    channel.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    channel.exit(NOT_STARTED)
    channel.close()
    return
  }
  const {command} = state
  channel.once('close', () => command.signal('SIGHUP'))
  channel.pipe(command.stdin)
  const outputs = [
    [command.stdout, channel.stdout],
    [command.stderr, channel.stderr],
  ] as const
  const read = outputs.map(async ([from, to]) => {
    from.pipe(to, {end: false})
    await once(from, 'end')
  })
  const [exit] = await Promise.all([command.ended, ...read])
  report(channel, exit)
}

function report(channel: ServerChannel, {code, signal}: KernelExit): void {
  if (signal === null) channel.exit(code ?? 0)
  else channel.exit(signal.replace(/^SIG/, ''), false, '')
  channel.close()
}

function sizeOf({rows, cols}: PseudoTtyInfo | WindowChangeInfo): TerminalSize {
  return {rows: rows || 24, columns: cols || 80}
}

/** The library's types leave out the terminal's name. */
function termOf(info: PseudoTtyInfo): string {
  return 'term' in info && typeof info.term === 'string' && info.term !== '' ? info.term : 'xterm'
}

function isSignal(name: string): name is NodeJS.Signals {
  return name in constants.signals
}
