import {Command, Errors, Flags, type Config} from '@oclif/core'
import {asksForJson} from './asks-for-json.js'
import type {ExitCode} from './exit-codes.js'
import {renderOptions, type OutputFlagValues} from './flags.js'
import {listenForInterruption, type Interruption} from './interrupt.js'
import {outputFor, type Output} from './output/terminal.js'
import type {DetailView, View} from './output/view.js'
import {reportError} from './report.js'

/**
 * What every command shares: the exit status of its errors, `--json` errors, Ctrl-C as an AbortSignal, and the way
 * results reach stdout.
 */
export abstract class BaseCommand<Result = unknown> extends Command {
  static override baseFlags = {
    debug: Flags.boolean({summary: 'Show requests and the details of errors.', helpGroup: 'GLOBAL'}),
    color: Flags.boolean({summary: 'Colour (--no-color for none).', allowNo: true, helpGroup: 'GLOBAL'}),
  }

  #interruption: Interruption | undefined
  #payloadStarted = false

  abstract override run(): Promise<Result>

  /** Runs one command line of the class. oclif's own way there first reads the index of all commands. */
  static async start(
    this: new (argv: string[], config: Config) => BaseCommand,
    argv: string[],
    config: Config,
  ): Promise<void> {
    await new this(argv, config)._run()
  }

  /** Fires on Ctrl-C, SIGTERM and a closed terminal. */
  protected get signal(): AbortSignal {
    this.#interruption ??= listenForInterruption()
    return this.#interruption.signal
  }

  /** Whether `--debug` was given (read before the flags are parsed, so that parse errors know it too). */
  protected get debugging(): boolean {
    return this.argv.includes('--debug')
  }

  /** stdout and stderr as the renderer takes them. */
  protected get out(): Output {
    const setting = this.argv.includes('--no-color')
      ? 'never'
      : this.argv.includes('--color')
        ? 'always'
        : 'auto'
    const {env, stdout, stderr} = process
    return outputFor({stdout, stderr, env, colour: setting, onPayload: () => (this.#payloadStarted = true)})
  }

  /** Shows a list in the format the flags ask for. */
  protected async renderList<Row>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    view: View<Row>,
    flags: OutputFlagValues,
  ): Promise<void> {
    const {renderList} = await import('./output/render.js')
    await renderList(rows, view, renderOptions(flags), this.out)
  }

  /** Shows one thing: lines of `Key  value` for people, an object for programs. */
  protected async renderOne<Row>(row: Row, view: DetailView<Row>, flags: OutputFlagValues): Promise<void> {
    const {renderOne} = await import('./output/render.js')
    await renderOne(row, view, renderOptions(flags), this.out)
  }

  /** A note for those who ask with `--debug`. */
  protected readonly debugNote = (text: string): void => {
    if (this.debugging) this.note(text)
  }

  /** Does what goes on until Ctrl-C: the status is that of an interruption then, and nothing is said of it. */
  protected async untilInterrupted(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      // Whatever it was under way with fails because of the same signal.
      if (!this.signal.aborted) throw error
    }
    if (this.signal.aborted) throw new Errors.ExitError(130)
  }

  /** Remarks for people: never part of the result. */
  protected note(text: string): void {
    process.stderr.write(`${text}\n`)
  }

  override async init(): Promise<void> {
    await super.init()
    // oclif takes standard input for an argument that is not there. It is not ours: it may hold the rest of the
    // list that `while read` walks through, or what `-` stands for.
    for (const arg of Object.values(this.ctor.args)) arg.ignoreStdin = true
    // Listening starts before anything is made, so that a Ctrl-C can always tidy up.
    void this.signal
  }

  protected override async catch(error: Error): Promise<never> {
    if (error instanceof Errors.ExitError) throw error
    const reason: unknown = this.signal.aborted ? interruptedAs(error, this.signal.reason) : error
    const json = asksForJson(this.argv) && !this.#payloadStarted
    throw new Errors.ExitError(
      reportError(reason, {json, debug: this.debugging, exitOf: (exit) => this.exitOf(exit)}),
    )
  }

  /** The process status for a failure; commands that pass on another program's status keep theirs apart from it. */
  protected exitOf(exit: ExitCode): ExitCode {
    return exit
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#interruption?.release()
    await super.finally(error)
  }
}

/** After Ctrl-C everything fails in its own words; what a person wants to read is that it was interrupted. */
function interruptedAs(error: Error, reason: unknown): unknown {
  const tellsMore = 'code' in error && error.code === 'ABORTED'
  return tellsMore ? error : reason
}
