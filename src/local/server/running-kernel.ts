import type {SessionRecord} from '../cluster/model.js'
import type {RunningKernel} from '../runtime/runtime.js'
import type {Actor, RequestContext} from './context.js'
import {requireLiveSession} from './session-lookup.js'
import {kernelNotReady} from './session-problems.js'

/** A session of the caller with the kernel that stands for it. */
export interface KernelOfSession {
  session: SessionRecord
  kernel: RunningKernel
}

/** The session a path names and its main kernel. @throws Problem 404 without such a session, 400 when it does not run */
export function requireKernel(context: RequestContext, actor: Actor): KernelOfSession {
  const {state, lifecycle} = context.cluster
  const session = requireLiveSession(state, actor, context.param('session'))
  const kernel = lifecycle.kernel(session.kernels[0]?.id ?? '')
  if (!kernel || session.status !== 'RUNNING') throw kernelNotReady()
  return {session, kernel}
}
