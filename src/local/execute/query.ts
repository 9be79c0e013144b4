import {createInterface} from 'node:readline'
import {z} from 'zod'
import type {RunningCommand, RunningKernel} from '../runtime/runtime.js'
import {PYTHON_RUNNER} from './python.js'
import {printAll, type Run} from './run.js'

const NOT_THERE = 127
const replySchema = z.union([
  z.tuple([z.enum(['stdout', 'stderr']), z.string()]),
  z.tuple([z.literal('input'), z.null()]),
  z.tuple([z.literal('done'), z.number()]),
])

/** The interpreter of a session: one piece of code after another, over the same variables. */
export class Interpreter {
  private current: Run | undefined
  private command: Promise<RunningCommand> | undefined
  private queue: Promise<unknown> = Promise.resolve()
  private done: () => void = () => undefined

  constructor(private readonly kernel: RunningKernel) {}

  /** Executes code after what was given before; the run tells how it goes. */
  execute(code: string, run: Run): void {
    this.queue = this.queue.then(() => this.executeNow(code, run)).catch(() => run.reach('finished', 1))
  }

  /** Answers the question of a run. */
  async answer(text: string): Promise<void> {
    if (this.command) await this.send({input: text})
  }

  /** Interrupts what is executed; the interpreter stays. */
  async interrupt(): Promise<void> {
    if (this.current) (await this.command)?.signal('SIGINT')
  }

  private async executeNow(code: string, run: Run): Promise<void> {
    this.current = run
    const over = new Promise<void>((resolve) => (this.done = resolve))
    await this.send({code})
    await over
    this.current = undefined
  }

  private async send(message: {code: string} | {input: string}): Promise<void> {
    this.command ??= this.start()
    const {stdin} = await this.command
    stdin.write(`${JSON.stringify(message)}\n`)
  }

  private async start(): Promise<RunningCommand> {
    const command = await this.kernel.run({argv: ['python3', '-u', '-c', PYTHON_RUNNER]})
    createInterface({input: command.stdout}).on('line', (line) => this.hear(line))
    // Only what the interpreter itself cannot pass on comes here: that it is not there, or how it died.
    const run = this.current
    if (run) void printAll(command.stderr, run, 'stderr')
    void command.ended.then(({code}) => {
      this.command = undefined
      this.current?.reach('finished', code === 0 ? NOT_THERE : (code ?? NOT_THERE))
      this.done()
    })
    return command
  }

  private hear(line: string): void {
    const {data: reply} = replySchema.safeParse(parse(line))
    if (!reply) return
    if (reply[0] === 'done') {
      this.current?.reach('finished', reply[1])
      this.done()
    } else if (reply[0] === 'input') this.current?.reach('waiting-input')
    else this.current?.print(reply[0], reply[1])
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
