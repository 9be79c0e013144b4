import {isDead} from '../../cluster/model.js'
import {notFound, sessionExists} from '../problems.js'
import {isGiven} from './arguments.js'
import type {GraphContext} from './context.js'
import {codedError} from './errors.js'
import {localId} from './global-id.js'
import {refuseWhenFrozen, type Outcome} from './mutations/outcome.js'
import {SessionNodeView} from './views/session-node.js'

const SESSION_NAME = /^(?=.{4,64}$)\w[\w.-]*\w$/

/** Changes an administrator makes. Refused permissions come as `ok: false`, as the older mutations have it. */
export const mutations = {
  modify_agent(
    {id, props}: {id: string; props: {schedulable?: boolean | null; scaling_group?: string | null}},
    context: GraphContext,
  ): Outcome {
    refuseWhenFrozen(context)
    if (!context.isSuperadmin) return {ok: false, msg: 'no permission to execute modify_agent'}
    const {agents, scalingGroups} = context.cluster.state
    if (!agents.get(id)) return {ok: false, msg: 'no matching modifyagent'}
    if (props.scaling_group && !scalingGroups.get(props.scaling_group)) {
      return {ok: false, msg: `no such scaling group: ${props.scaling_group}`}
    }
    agents.patch(id, {
      ...(isGiven(props.schedulable) && {schedulable: props.schedulable}),
      ...(props.scaling_group && {scalingGroup: props.scaling_group}),
    })
    return {ok: true, msg: 'success'}
  },

  modify_compute_session(
    {
      input,
    }: {
      input: {id: string; name?: string | null; priority?: number | null; clientMutationId?: string | null}
    },
    context: GraphContext,
  ): {item: SessionNodeView; clientMutationId: string | null} {
    refuseWhenFrozen(context)
    if (!context.isAdmin) throw codedError('Permission Denied.', 'api_auth_forbidden')
    const {state} = context.cluster
    const session = state.sessions.get(localId(input.id))
    if (!session || isDead(session.status)) {
      throw notFound('session', 'session', `Session not found (id:${localId(input.id)})`)
    }
    if (isGiven(input.priority) && (input.priority < 0 || input.priority > 100)) {
      throw codedError('The priority value must be between 0 and 100.', 'api_generic_invalid-parameters')
    }
    if (isGiven(input.name)) checkName(context, session.accessKey, input.name)
    const changed = state.sessions.patch(session.id, {
      ...(isGiven(input.name) && {name: input.name}),
      ...(isGiven(input.priority) && {priority: input.priority}),
    })
    return {
      item: new SessionNodeView(context.cluster, changed ?? session),
      clientMutationId: input.clientMutationId ?? null,
    }
  },
}

function checkName({cluster}: GraphContext, accessKey: string, name: string): void {
  if (!SESSION_NAME.test(name)) throw codedError('Invalid session name.', 'api_generic_invalid-parameters')
  if (cluster.state.sessionIndex.liveIdByName(accessKey, name) !== undefined) {
    throw sessionExists({msg: `Session with name '${name}' already exists`})
  }
}
