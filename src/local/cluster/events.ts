import type {KernelRecord, SessionRecord} from './model.js'

/** One step in a session's life, as the manager's event stream tells it. */
export interface ClusterEvent {
  /** `session_started`, `kernel_terminating`, … */
  name: string
  session: SessionRecord
  reason: string
  kernel?: KernelRecord
}

type Listener = (event: ClusterEvent) => void

/** Tells every change of a session to whoever listens. */
export class EventHub {
  private readonly listeners = new Set<Listener>()

  emit(event: ClusterEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  /** Starts telling; call what it returns to stop. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Resolves with the session as soon as `test` holds for it, or with undefined when the time or the interest is over. */
  waitFor(
    sessionId: string,
    test: (session: SessionRecord) => boolean,
    {limitMs, signal}: {limitMs: number; signal?: AbortSignal},
  ): Promise<SessionRecord | undefined> {
    return new Promise((resolve) => {
      const finish = (session: SessionRecord | undefined): void => {
        clearTimeout(timer)
        unsubscribe()
        resolve(session)
      }
      const timer = Number.isFinite(limitMs) ? setTimeout(() => finish(undefined), limitMs) : undefined
      const unsubscribe = this.subscribe(({session}) => {
        if (session.id === sessionId && test(session)) finish(session)
      })
      signal?.addEventListener('abort', () => finish(undefined), {once: true})
    })
  }
}
