import {constants} from 'node:os'
import type {CommandEnd} from './channel.js'

/** Variable that all processes of one command have in their environment: they are found by it. */
export const MARK = 'BAI_COMMAND_ID'

/** How long a command may go on after it was asked to end. */
const GRACE_MS = 5000

/** Why a command is ended: Ctrl-C, its deadline, or nobody who reads what it writes. */
export type EndReason = 'interrupted' | 'deadline' | 'unread'

/** What a command is asked to end with first; `KILL` follows. */
export type EndSignal = 'INT' | 'TERM' | 'KILL'

const SIGNAL: Readonly<Record<EndReason, EndSignal>> = {interrupted: 'INT', deadline: 'TERM', unread: 'TERM'}

/** How the processes of one command are reached. */
export interface CommandProcesses {
  /** Never rejects: when they cannot be reached, the wait for the command ends by that. */
  send(signal: EndSignal): Promise<void>
  /** What they still write is taken, however much it is. */
  drain(): void
  /** Gives up: they do not end. */
  cut(): void
}

/** Ends one command with everything it started: first by asking, then by force, and in the end by leaving it. */
export class CommandEnding {
  #reason: EndReason | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly processes: CommandProcesses) {}

  get reason(): EndReason | undefined {
    return this.#reason
  }

  ask(reason: EndReason): void {
    if (this.#reason) return
    this.#reason = reason
    this.processes.drain()
    void this.processes.send(SIGNAL[reason])
    this.#timer = setTimeout(() => {
      void this.processes.send('KILL')
      this.#timer = setTimeout(() => this.processes.cut(), GRACE_MS)
    }, GRACE_MS)
  }

  /** When the command has ended. */
  release(): void {
    clearTimeout(this.#timer)
  }
}

/** A line that sends a signal to every process with the mark; status 1 when there is none. */
export function signalLine(signal: string, mark: string): string {
  return [
    'found=1',
    `for e in /proc/[0-9]*/environ; do if grep -qs ${MARK}=${mark} "$e"; then p=\${e#/proc/}`,
    `kill -s ${signal} "\${p%/environ}" && found=0; fi; done; exit $found`,
  ].join('; ')
}

/** The end of a command that a signal ended, by its name with or without `SIG`. */
export function endedBy(signal: string): CommandEnd {
  const name = signal.replace(/^SIG/, '')
  const number = Object.entries(constants.signals).find(([known]) => known === `SIG${name}`)?.[1] ?? 0
  return {exitCode: 128 + number, signal: name}
}
