import {randomBytes} from 'node:crypto'
import type {RunningCommand, RunningKernel} from '../runtime/runtime.js'
import {runBatch, type BatchOptions} from './batch.js'
import {Interpreter} from './query.js'
import {Run, type RunNews} from './run.js'

/** What to execute. */
export interface Execution {
  mode: 'query' | 'batch'
  /** Id the client chose; one is made up without. */
  runId: string | undefined
  code: string
  options: BatchOptions
  /** Whether the session has an interpreter for queries. */
  isPython: boolean
}

interface KernelRuns {
  runs: Map<string, Run>
  interpreter: Interpreter
  commands: Set<RunningCommand>
}

/** The execute API: what runs in which kernel by it. */
export class Executions {
  private readonly kernels = new WeakMap<RunningKernel, KernelRuns>()

  /** Starts a run; its news are asked for by its id. */
  start(kernel: RunningKernel, {mode, runId, code, options, isPython}: Execution): Run {
    const {runs, interpreter, commands} = this.of(kernel)
    const run = new Run(runId ?? randomBytes(8).toString('hex'))
    runs.set(run.id, run)
    const onCommand = (command: RunningCommand): void => {
      commands.add(command)
      void command.ended.then(() => commands.delete(command))
    }
    if (mode === 'batch') {
      runBatch(kernel, run, {options, onCommand}).catch(() => run.reach('finished', 1))
    } else if (isPython) interpreter.execute(code, run)
    // As in containers without an interpreter.
    else run.reach('finished', 127)
    return run
  }

  /** News of a run. One that is not known has none for ever, as on managers. */
  async news(kernel: RunningKernel, runId: string): Promise<RunNews> {
    const {runs} = this.of(kernel)
    const run = runs.get(runId) ?? new Run(runId)
    const news = await run.next(kernel.ended)
    if (run.isOver) runs.delete(runId)
    return news
  }

  /** Gives a run the input it waits for. */
  async answer(kernel: RunningKernel, text: string): Promise<void> {
    await this.of(kernel).interpreter.answer(text)
  }

  /** Interrupts everything that runs by this API. */
  async interrupt(kernel: RunningKernel): Promise<void> {
    const {commands, interpreter} = this.of(kernel)
    for (const command of commands) command.signal('SIGINT')
    await interpreter.interrupt()
  }

  private of(kernel: RunningKernel): KernelRuns {
    const found = this.kernels.get(kernel)
    if (found) return found
    const made = {runs: new Map(), interpreter: new Interpreter(kernel), commands: new Set<RunningCommand>()}
    this.kernels.set(kernel, made)
    return made
  }
}
