/** Runs tasks in the order they came, a fixed number at the same time. */
export class WorkQueue {
  private readonly waiting: (() => void)[] = []
  private running = 0

  constructor(private readonly atOnce: number) {}

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.running += 1
    try {
      return await task()
    } finally {
      const next = this.waiting.shift()
      // The place goes to the next one directly, so that nobody can come in between.
      if (next) next()
      else this.running -= 1
    }
  }
}
