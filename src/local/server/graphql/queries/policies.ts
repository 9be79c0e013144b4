import type {AccountPolicyRecord, ResourcePolicyRecord} from '../../../cluster/model.js'
import type {GraphContext} from '../context.js'
import {codedError} from '../errors.js'
import {globalId} from '../global-id.js'
import {policyView} from '../views/groups.js'

type Fields = Readonly<Record<string, unknown>>

/** Queries about limits. There is one policy for users and one for projects, without limits, of the name `default`. */
export const policyQueries = {
  keypair_resource_policy({name}: {name?: string | null}, {cluster, actor}: GraphContext): Fields | null {
    const policy = cluster.state.policies.get(name ?? actor.keypair.resourcePolicy)
    return policy ? policyView(policy) : null
  },

  keypair_resource_policies(_args: unknown, context: GraphContext): Fields[] {
    return visiblePolicies(context).map(policyView)
  },

  user_resource_policy({name}: {name?: string | null}, context: GraphContext): Fields | null {
    return named(policiesOf(context, 'user'), name)
  },

  user_resource_policies(_args: unknown, context: GraphContext): Fields[] {
    return policiesOf(context, 'user')
  },

  project_resource_policy({name}: {name: string}, context: GraphContext): Fields | null {
    return named(policiesOf(context, 'project'), name)
  },

  project_resource_policies(_args: unknown, context: GraphContext): Fields[] {
    if (!context.isAdmin) {
      throw codedError(
        'Missing or invalid API parameters. (Unknown client role)',
        'api_generic_invalid-parameters',
      )
    }
    return policiesOf(context, 'project')
  },
}

function visiblePolicies({cluster, actor, isAdmin}: GraphContext): ResourcePolicyRecord[] {
  return cluster.state.policies.filter((policy) => isAdmin || policy.name === actor.keypair.resourcePolicy)
}

/** The one that comes with the cluster, and those that were made. */
function policiesOf(
  {cluster, actor, isAdmin}: GraphContext,
  kind: AccountPolicyRecord['kind'],
): ReturnType<typeof accountPolicyView>[] {
  const made = cluster.state.accountPolicies.filter((policy) => policy.kind === kind)
  const all = [{...UNLIMITED, createdAt: cluster.state.policies.get('default')?.createdAt ?? ''}, ...made]
  const own = kind === 'user' ? actor.user.resourcePolicy : 'default'
  return all.filter(({name}) => isAdmin || name === own).map(accountPolicyView)
}

function named(
  policies: readonly ReturnType<typeof accountPolicyView>[],
  name: string | null | undefined,
): Fields | null {
  return policies.find((one) => one.name === (name ?? 'default')) ?? null
}

const UNLIMITED = {name: 'default', maxVfolderCount: 0, maxCustomizedImageCount: 0, maxNetworkCount: 0}

function accountPolicyView(policy: Omit<AccountPolicyRecord, 'id' | 'kind'>) {
  return {
    id: globalId('ResourcePolicy', policy.name),
    name: policy.name,
    created_at: policy.createdAt,
    max_vfolder_count: policy.maxVfolderCount,
    max_quota_scope_size: -1,
    max_session_count_per_model_session: 0,
    max_customized_image_count: policy.maxCustomizedImageCount,
    max_network_count: policy.maxNetworkCount,
  }
}
