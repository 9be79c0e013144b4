import {randomUUID} from 'node:crypto'
import {parseSize} from '../../../../sdk/values/size.js'
import {
  timestamp,
  type AccountPolicyRecord,
  type PresetRecord,
  type RegistryRecord,
  type ResourcePolicyRecord,
} from '../../../cluster/model.js'
import {notFound} from '../../problems.js'
import type {GraphContext} from '../context.js'
import {forbiddenError} from '../errors.js'
import {registryView} from '../views/registry.js'
import {amountsOf, DONE, forSuperadmins, refused, refuseWhenFrozen, said, type Outcome} from './outcome.js'

type Maybe<T> = T | null | undefined

interface PolicyProps {
  default_for_unspecified?: Maybe<'UNLIMITED' | 'LIMITED'>
  total_resource_slots?: Maybe<string>
  max_session_lifetime?: Maybe<number>
  max_concurrent_sessions?: Maybe<number>
  max_containers_per_session?: Maybe<number>
  max_pending_session_count?: Maybe<number>
}
interface PresetProps {
  name?: Maybe<string>
  resource_slots?: Maybe<string>
  shared_memory?: Maybe<string>
  scaling_group_name?: Maybe<string>
}
interface RegistryProps {
  url?: Maybe<string>
  type?: Maybe<string>
  project?: Maybe<readonly string[]>
  username?: Maybe<string>
  password?: Maybe<string>
  ssl_verify?: Maybe<boolean>
  is_global?: Maybe<boolean>
}
interface Named<Props> {
  name: string
  props: Props
}
type AccountProps = Partial<
  Record<'max_vfolder_count' | 'max_customized_image_count' | 'max_network_count', Maybe<number>>
>

/** Policies and presets. */
export const resourceMutations = forSuperadmins({
  create_keypair_resource_policy(
    {name, props}: Named<PolicyProps>,
    {cluster: {state}}: GraphContext,
  ): Outcome {
    if (state.policies.get(name)) return refused(`a policy of the same name exists already: ${name}`)
    state.policies.put({
      ...{name, createdAt: timestamp(Date.now()), defaultForUnspecified: 'UNLIMITED', totalResourceSlots: {}},
      ...{maxConcurrentSessions: 30, maxContainersPerSession: 1, maxPendingSessionCount: null},
      ...{maxSessionLifetime: 0, idleTimeout: 0},
      ...policyChanges(props),
    })
    return DONE
  },
  modify_keypair_resource_policy(
    {name, props}: Named<PolicyProps>,
    {cluster: {state}}: GraphContext,
  ): Outcome {
    return state.policies.patch(name, policyChanges(props)) ? DONE : refused('no such resource policy')
  },
  delete_keypair_resource_policy({name}: {name: string}, {cluster: {state}}: GraphContext): Outcome {
    if (state.keypairs.find(({resourcePolicy}) => resourcePolicy === name))
      return refused('there are keypairs with the resource policy')
    return state.policies.delete(name) ? DONE : refused('no such resource policy')
  },

  ...accountPolicyMutations('user'),
  ...accountPolicyMutations('project'),

  create_resource_preset({name, props}: Named<PresetProps>, {cluster: {state}}: GraphContext): Outcome {
    if (state.presets.find((one) => one.name === name))
      return refused(`a preset of the same name exists already: ${name}`)
    state.presets.put({
      id: randomUUID(),
      name,
      resourceSlots: {},
      sharedMemory: null,
      ...presetChanges(props),
    })
    return DONE
  },
  modify_resource_preset({name, props}: Named<PresetProps>, {cluster: {state}}: GraphContext): Outcome {
    const preset = state.presets.find((one) => one.name === name)
    if (!preset) return refused('no such preset')
    state.presets.patch(preset.id, presetChanges(props))
    return DONE
  },
  delete_resource_preset({name}: {name: string}, {cluster: {state}}: GraphContext): Outcome {
    const preset = state.presets.find((one) => one.name === name)
    return preset && state.presets.delete(preset.id) ? DONE : refused('no such preset')
  },
})

interface HostnameProps {
  hostname: string
  props: RegistryProps
}
interface ChangedRegistry {
  container_registry: Readonly<Record<string, unknown>>
}

/** Registries: their refusals are errors. */
export const registryMutations = {
  create_container_registry({hostname, props}: HostnameProps, context: GraphContext): ChangedRegistry {
    guard(context)
    const registry = context.cluster.state.registries.put({
      ...{name: hostname, url: '', type: 'docker', projects: [], username: null, password: null},
      ...{sslVerify: true, isGlobal: true},
      ...registryChanges(props),
    })
    return {container_registry: registryView(registry)}
  },
  modify_container_registry({hostname, props}: HostnameProps, context: GraphContext): ChangedRegistry {
    guard(context)
    const registry = context.cluster.state.registries.patch(hostname, registryChanges(props))
    if (!registry) throw notFound('container registry', 'container-registry', `No such registry: ${hostname}`)
    return {container_registry: registryView(registry)}
  },
  delete_container_registry({hostname}: {hostname: string}, context: GraphContext): ChangedRegistry {
    guard(context)
    const registry = context.cluster.state.registries.get(hostname)
    if (!registry) throw notFound('container registry', 'container-registry', `No such registry: ${hostname}`)
    context.cluster.state.registries.delete(hostname)
    return {container_registry: registryView(registry)}
  },
}

function guard(context: GraphContext): void {
  refuseWhenFrozen(context)
  if (!context.isSuperadmin) throw forbiddenError('superadmin privilege required')
}

function accountPolicyMutations(kind: AccountPolicyRecord['kind']) {
  const idOf = (name: string): string => `${kind}:${name}`
  return {
    [`create_${kind}_resource_policy`](
      {name, props}: Named<AccountProps>,
      {cluster: {state}}: GraphContext,
    ): Outcome {
      if (name === 'default' || state.accountPolicies.get(idOf(name)))
        return refused(`a policy of the same name exists already: ${name}`)
      state.accountPolicies.put({
        ...{id: idOf(name), kind, name, createdAt: timestamp(Date.now())},
        ...{maxVfolderCount: 0, maxCustomizedImageCount: 0, maxNetworkCount: 0},
        ...accountChanges(props),
      })
      return DONE
    },
    [`modify_${kind}_resource_policy`](
      {name, props}: Named<AccountProps>,
      {cluster: {state}}: GraphContext,
    ): Outcome {
      const changed = state.accountPolicies.patch(idOf(name), accountChanges(props))
      return changed ? DONE : refused('no such resource policy, or one that comes with the cluster')
    },
    [`delete_${kind}_resource_policy`]({name}: {name: string}, {cluster: {state}}: GraphContext): Outcome {
      const gone = state.accountPolicies.delete(idOf(name))
      return gone ? DONE : refused('no such resource policy, or one that comes with the cluster')
    },
  }
}

function accountChanges(props: AccountProps): Partial<AccountPolicyRecord> {
  return said<Partial<AccountPolicyRecord>>({
    maxVfolderCount: props.max_vfolder_count,
    maxCustomizedImageCount: props.max_customized_image_count,
    maxNetworkCount: props.max_network_count,
  })
}

function policyChanges(props: PolicyProps): Partial<ResourcePolicyRecord> {
  return said<Partial<ResourcePolicyRecord>>({
    defaultForUnspecified: props.default_for_unspecified,
    totalResourceSlots: amountsOf(props.total_resource_slots),
    maxSessionLifetime: props.max_session_lifetime,
    maxConcurrentSessions: props.max_concurrent_sessions,
    maxContainersPerSession: props.max_containers_per_session,
    maxPendingSessionCount: props.max_pending_session_count,
  })
}

function presetChanges(props: PresetProps): Partial<PresetRecord> {
  return said<Partial<PresetRecord>>({
    name: props.name,
    resourceSlots: amountsOf(props.resource_slots),
    sharedMemory: props.shared_memory ? parseSize(props.shared_memory) : undefined,
    scalingGroup: props.scaling_group_name,
  })
}

function registryChanges(props: RegistryProps): Partial<RegistryRecord> {
  return said<Partial<RegistryRecord>>({
    url: props.url,
    type: props.type,
    projects: props.project,
    username: props.username,
    password: props.password,
    sslVerify: props.ssl_verify,
    isGlobal: props.is_global,
  })
}
