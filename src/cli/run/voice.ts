import {phaseOf, type BackendAI, type JobEvent} from '../../sdk/index.js'
import {WaitReasons} from '../session/rows.js'

/** How long a session may wait before the reason is told without being asked for. */
const PATIENCE_MS = 5000

/** Tells people on stderr what a job does: never silent for long, nothing twice. */
export class Voice {
  #timer: NodeJS.Timeout | undefined

  /** @param name of the job, before each remark; empty when there is only one */
  constructor(
    private readonly client: BackendAI,
    private readonly name: string,
    private readonly note: (text: string) => void,
  ) {}

  readonly hear = (event: JobEvent): void => {
    if (event.kind === 'status') this.#waitPatiently(event.session.id, event.status)
    const text = wordsFor(event)
    if (text !== undefined) this.#say(text)
  }

  /** Must be called at the end of the job, or the process stays for a timer. */
  end(): void {
    clearTimeout(this.#timer)
  }

  #waitPatiently(id: string | undefined, status: string): void {
    clearTimeout(this.#timer)
    if (id === undefined || phaseOf(status) !== 'queued') return
    this.#timer = setTimeout(() => void this.#sayWhy(id), PATIENCE_MS)
  }

  async #sayWhy(id: string): Promise<void> {
    try {
      const sessions = await this.client.sessions.getMany([id])
      const [row] = await new WaitReasons(this.client, new AbortController().signal).rows(sessions)
      if (row && phaseOf(row.status) === 'queued' && row.reason !== null) this.#say(`waits: ${row.reason}`)
    } catch {
      // A remark that cannot be made; what is really wrong shows in the job itself.
    }
  }

  #say(text: string): void {
    this.note(this.name === '' ? text : `[${this.name}] ${text}`)
  }
}

function wordsFor(event: JobEvent): string | undefined {
  switch (event.kind) {
    case 'created':
    case 'executing':
      return undefined
    case 'status':
      return `${event.session.name}: ${event.status}`
    case 'uploading':
      return `Uploading ${event.transfer.local}`
    case 'downloading':
      return `Downloading ${event.transfer.remote}`
    case 'not-downloaded':
      return `${event.transfer.remote} was not fetched: ${event.error.message}`
    case 'retrying':
      return `${event.error.message} Trying again (${event.attempt}).`
    case 'removed':
      return `${event.session.name} is removed.`
    case 'kept':
      return `${event.session.name} is kept. End it with \`bai session rm ${event.session.name}\`.`
    case 'not-removed':
      return `${event.session.name} may still be there: ${event.error.message} Look with \`bai session list\`.`
  }
}
