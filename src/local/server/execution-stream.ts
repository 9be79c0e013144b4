import type {WebSocket} from 'ws'
import {z} from 'zod'
import type {Executions} from '../execute/executions.js'
import type {RunningKernel} from '../runtime/runtime.js'
import {onText, parseJson} from './stream-messages.js'

const line = z.string().nullish()
const requestSchema = z.looseObject({
  mode: z.enum(['query', 'batch']),
  code: z.string().default(''),
  options: z.looseObject({clean: line, build: line, exec: line}).nullish(),
})

/** Where a stream executes. */
export interface ExecutionPlace {
  kernel: RunningKernel
  executions: Executions
  isPython: boolean
}

/** One execution over one stream: the first message says what, later ones are its input; news come by themselves. */
export function serveExecution(socket: WebSocket, place: ExecutionPlace): void {
  let isStarted = false
  onText(socket, (text) => {
    if (isStarted) {
      void place.executions.answer(place.kernel, text)
      return
    }
    isStarted = true
    void follow(socket, text, place)
  })
}

async function follow(
  socket: WebSocket,
  text: string,
  {kernel, executions, isPython}: ExecutionPlace,
): Promise<void> {
  const {data: request} = requestSchema.safeParse(parseJson(text))
  if (!request) {
    socket.send(JSON.stringify({status: 'error', msg: 'The first message says no mode: query or batch.'}))
    socket.close()
    return
  }
  const {mode, code, options} = request
  const run = executions.start(kernel, {mode, code, options: options ?? {}, runId: undefined, isPython})
  const gone = {done: false}
  void kernel.ended.then(() => (gone.done = true))
  while (socket.readyState === socket.OPEN && !gone.done) {
    const {status, console, exitCode, options: wanted, files} = await executions.news(kernel, run.id)
    if (status !== 'continued' || console.length > 0) {
      socket.send(JSON.stringify({status, console, exitCode, options: wanted, files}))
    }
    if (run.isOver) break
  }
  socket.close()
}
