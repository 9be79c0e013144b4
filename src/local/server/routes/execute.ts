import {z} from 'zod'
import {findImage} from '../../cluster/kernel-specs.js'
import type {Executions} from '../../execute/executions.js'
import type {RunNews} from '../../execute/run.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {sessionNotFound} from '../problems.js'
import type {Route} from '../router.js'
import {requireKernel, type KernelOfSession} from '../running-kernel.js'
import {requireLiveSession} from '../session-lookup.js'
import {invalidSessionData} from '../session-problems.js'

const line = z.string().nullish()
const optionsSchema = z.looseObject({clean: line, build: line, exec: line})
const executeSchema = z.looseObject({
  mode: z.string().nullish(),
  run_id: z.string().nullish(),
  code: z.string().nullish(),
  options: optionsSchema.nullish(),
})
const MODES = ['query', 'batch', 'continue', 'input', 'complete']

/** Code and commands in sessions, polled for their news. */
export function executeRoutes(executions: Executions): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/session/:session',
      access: 'user',
      handle: (context, actor) => execute(context, actor, executions),
    },
    {method: 'POST', path: '/session/:session/complete', access: 'user', handle: complete},
  ]
}

/** @throws Problem 404 when the session ended while it was asked, 500 for a request that lacks something, as managers */
async function execute(context: RequestContext, actor: Actor, executions: Executions): Promise<Reply> {
  const {mode, run_id: given, code, options} = await context.body(executeSchema)
  const found = requireKernel(context, actor)
  const {session, kernel} = found
  if (!mode) throw invalidSessionData('runId or mode is missing')
  if (!MODES.includes(mode)) throw invalidSessionData(`mode has an invalid value: ${mode}`)
  if (mode === 'complete') return ok({result: {result: NO_SUGGESTIONS}})
  const runId = given || undefined
  if (mode === 'query' || mode === 'batch') {
    const isPython = isPythonSession(context, found)
    const run = executions.start(kernel, {mode, runId, code: code ?? '', options: options ?? {}, isPython})
    return news(executions.news(kernel, run.id))
  }
  if (runId === undefined) throw invalidSessionData('continuation requires explicit run ID')
  if (mode === 'input') await executions.answer(kernel, code ?? '')
  return news(executions.news(kernel, runId))

  async function news(told: Promise<RunNews>): Promise<Reply> {
    const result = await told
    if (!context.cluster.lifecycle.kernel(kernel.kernelId)) throw sessionNotFound(session.name)
    return ok({result})
  }
}

/** Whether the image of a session has an interpreter. */
export function isPythonSession({cluster}: RequestContext, {session}: KernelOfSession): boolean {
  const image = findImage(cluster.state, session.image, session.architecture)
  return image?.labels['ai.backend.runtime-type'] === 'python'
}

const NO_SUGGESTIONS = {status: 'finished', error: null, suggestions: []}

/** Managers of today have no suggestions either. */
function complete(context: RequestContext, actor: Actor): Reply {
  requireLiveSession(context.cluster.state, actor, context.param('session'))
  return ok({result: NO_SUGGESTIONS})
}
