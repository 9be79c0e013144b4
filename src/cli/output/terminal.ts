import type {Writable} from 'node:stream'
import {wantsColour, type ColourFacts} from './colour.js'

/** Where a command's result and remarks go. `columns` and `rows` may be getters, so that a resize is seen. */
export interface Output {
  /** The payload, nothing else. */
  readonly stdout: Writable
  /** Remarks for people. */
  readonly stderr: Writable
  /** Whether stdout is a terminal: tables are fitted and shortened only there. */
  readonly isTty: boolean
  /** Width of the terminal in cells. */
  readonly columns: number
  /** Height of the terminal; 24 when absent. */
  readonly rows?: number
  readonly colour: boolean
  /** Whether the cursor can be moved (not with TERM=dumb); as `isTty` when absent. */
  readonly cursor?: boolean
  /**
   * Called once or more when payload is about to be written. A command that fails later must not put an error
   * document behind it on stdout.
   */
  readonly onPayload?: () => void
}

/** A stream as the process has it. */
export type TerminalStream = Writable & {isTTY?: boolean; columns?: number; rows?: number}

/** What an `Output` is made of. */
export interface TerminalFacts {
  stdout: TerminalStream
  stderr: TerminalStream
  env: Readonly<Record<string, string | undefined>>
  colour?: ColourFacts['setting']
  onPayload?: () => void
}

/**
 * The output of a command by the facts its caller knows. BAI_FORCE_TTY=1 treats stdout as a terminal and =0 as none;
 * COLUMNS and LINES beat the size the terminal tells.
 */
export function outputFor({stdout, stderr, env, colour, onPayload}: TerminalFacts): Output {
  const isTty = forced(env.BAI_FORCE_TTY) ?? stdout.isTTY === true
  return {
    stdout,
    stderr,
    isTty,
    get columns() {
      return positive(env.COLUMNS) ?? positive(stdout.columns) ?? 80
    },
    get rows() {
      return positive(env.LINES) ?? positive(stdout.rows) ?? 24
    },
    colour: wantsColour({setting: colour, env, isTty}),
    cursor: isTty && env.TERM !== 'dumb',
    ...(onPayload && {onPayload}),
  }
}

function forced(value: string | undefined): boolean | undefined {
  return value === undefined || value === '' ? undefined : value !== '0' && value !== 'false'
}

function positive(value: string | number | undefined): number | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number > 0 ? number : undefined
}
