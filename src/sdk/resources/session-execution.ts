import {randomUUID} from 'node:crypto'
import {z} from 'zod'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

const newsSchema = z.looseObject({
  result: z.looseObject({
    status: z.string(),
    exitCode: z.number().nullish(),
    console: z.array(z.tuple([z.string(), z.unknown()]).rest(z.unknown())).nullish(),
  }),
})

/** Parts of a run there can be news of: more questions mean that something is wrong. */
const MOST_QUESTIONS = 10

/** What was heard of a line that was given to the execute API. */
export interface Started {
  /** Its exit code, when it is known to be the line's own. */
  exitCode: number | undefined
  /** What it wrote, as text. */
  said: string
}

/** The manager's execute API (`POST /session/ID`), as far as it can be relied on: to start something. */
export class SessionExecution {
  constructor(private readonly http: Transport) {}

  /**
   * Has a shell line run that ends at once. It is the first part (`clean`) of a batch, for the end of that part is always
   * heard of. Resolves when the session is free for the next line; docs/decisions/0060 says how that is known.
   */
  async start(sessionId: string, line: string, options: RequestOptions = {}): Promise<Started> {
    const run = {call: path`/session/${sessionId}`, id: randomUUID()}
    const capabilities = await this.http.capabilities(options)
    let news = await this.#ask(run, {mode: 'batch', line}, options)
    while (news.status === 'continued') news = await this.#ask(run, {mode: 'continue'}, options)
    const started = {exitCode: news.status === 'clean-finished' ? news.exitCode : undefined, said: news.said}
    // A question after the end is never answered and blocks the session; before the end, it is others that are blocked.
    if (capabilities.has('batchEndsAtFirstPart')) return started
    for (let asked = 0; news.status !== 'finished' && asked < MOST_QUESTIONS; asked++) {
      news = await this.#ask(run, {mode: 'continue'}, options)
      // Then it was over already, and an empty batch of the same id takes the question back.
      if (news.status === 'continued')
        return this.#ask(run, {mode: 'batch', line: null}, options).then(() => started)
    }
    return started
  }

  async #ask(
    run: {call: string; id: string},
    {mode, line}: {mode: 'batch'; line: string | null} | {mode: 'continue'; line?: undefined},
    options: RequestOptions,
  ): Promise<{status: string; exitCode: number | undefined; said: string}> {
    const batch = {clean: line, build: null, buildLog: false, exec: null}
    const {result} = await this.http.json(
      {
        method: 'POST',
        path: run.call,
        // Managers from 26.3 on read one name, those before the other.
        body: {mode, code: '', runId: run.id, run_id: run.id, options: mode === 'batch' ? batch : null},
      },
      newsSchema,
      options,
    )
    const said = (result.console ?? []).map(([, text]) => (typeof text === 'string' ? text : '')).join('')
    return {status: result.status, exitCode: result.exitCode ?? undefined, said}
  }
}
