import type {Writable} from 'node:stream'

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
   * Called once before the first byte of payload. A command that fails later must not put an error document
   * behind it on stdout.
   */
  readonly onPayload?: () => void
}
