import type {ResourcePolicyRecord} from '../../../cluster/model.js'
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
    return named(visiblePolicies(context), name)
  },

  user_resource_policies(_args: unknown, context: GraphContext): Fields[] {
    return visiblePolicies(context).map(unlimited)
  },

  project_resource_policy({name}: {name: string}, context: GraphContext): Fields | null {
    return named(visiblePolicies(context), name)
  },

  project_resource_policies(_args: unknown, context: GraphContext): Fields[] {
    if (!context.isAdmin) {
      throw codedError(
        'Missing or invalid API parameters. (Unknown client role)',
        'api_generic_invalid-parameters',
      )
    }
    return visiblePolicies(context).map(unlimited)
  },
}

function visiblePolicies({cluster, actor, isAdmin}: GraphContext): ResourcePolicyRecord[] {
  return cluster.state.policies.filter((policy) => isAdmin || policy.name === actor.keypair.resourcePolicy)
}

function named(policies: readonly ResourcePolicyRecord[], name: string | null | undefined): Fields | null {
  const policy = policies.find((one) => one.name === (name ?? 'default'))
  return policy ? unlimited(policy) : null
}

function unlimited({name, createdAt}: ResourcePolicyRecord): Fields {
  return {
    id: globalId('ResourcePolicy', name),
    name,
    created_at: createdAt,
    max_vfolder_count: 0,
    max_quota_scope_size: -1,
    max_session_count_per_model_session: 0,
    max_customized_image_count: 0,
    max_network_count: 0,
  }
}
