import {randomUUID} from 'node:crypto'

/** What is told of a task: `bgtask_updated` while it goes on, one of the others at its end. */
export interface TaskEvent {
  name: 'bgtask_updated' | 'bgtask_done' | 'bgtask_failed'
  message: string
}

type Listener = (event: TaskEvent) => void

interface Task {
  last: TaskEvent
  listeners: Set<Listener>
}

/** Ended tasks that are remembered, so that whoever asks late hears how they ended. */
const REMEMBERED = 1000

/** Work that goes on after its request has been answered. */
export class BackgroundTasks {
  private readonly tasks = new Map<string, Task>()

  /** Starts work; what it resolves with is the message of its end. Gives the id by which it is followed. */
  start(work: (report: (message: string) => void) => Promise<string>): string {
    const id = randomUUID()
    const task: Task = {last: {name: 'bgtask_updated', message: 'Task started'}, listeners: new Set()}
    this.tasks.set(id, task)
    const tell = (event: TaskEvent): void => {
      task.last = event
      for (const listener of task.listeners) listener(event)
    }
    work((message) => tell({name: 'bgtask_updated', message}))
      .then(
        (message) => tell({name: 'bgtask_done', message}),
        (error: unknown) =>
          tell({name: 'bgtask_failed', message: error instanceof Error ? error.message : String(error)}),
      )
      .finally(() => this.forgetOldest())
    return id
  }

  /** Tells how far the task is, then all that follows; call what it returns to stop. Undefined for an unknown task. */
  follow(id: string, listener: Listener): (() => void) | undefined {
    const task = this.tasks.get(id)
    if (!task) return undefined
    task.listeners.add(listener)
    listener(task.last)
    return () => {
      task.listeners.delete(listener)
    }
  }

  private forgetOldest(): void {
    for (const [id, {last}] of this.tasks) {
      if (this.tasks.size <= REMEMBERED) return
      if (last.name !== 'bgtask_updated') this.tasks.delete(id)
    }
  }
}
