import type {SessionPlan, BackendAI} from '../../sdk/index.js'
import {createRequest, type CreateContext, type CreateFlagValues} from './create-request.js'

/** What a command needs to plan a session of its own. */
export interface OwnSession {
  flags: CreateFlagValues
  image: string | undefined
  defaults: CreateContext['defaults']
  env: CreateContext['env']
  signal: AbortSignal
}

/** Plans the one interactive session that a command starts for itself. */
export async function planOwnSession(
  client: BackendAI,
  {flags, image, defaults, env, signal}: OwnSession,
): Promise<{spec: SessionPlan['specs'][number]; notes: string[]}> {
  const nothing = {command: [], dependencies: [], quote: (words: readonly string[]) => words.join(' ')}
  const {specs, notes} = await client.plan(createRequest(flags, {image, defaults, env, ...nothing}), {signal})
  const [spec] = specs
  if (!spec) throw new Error('A plan has at least one session.')
  return {spec, notes}
}
