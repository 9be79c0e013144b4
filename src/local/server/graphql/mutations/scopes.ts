import {randomUUID} from 'node:crypto'
import {
  isDead,
  timestamp,
  type DomainRecord,
  type ProjectRecord,
  type ScalingGroupRecord,
} from '../../../cluster/model.js'
import {tenantKey} from '../../../cluster/tenants.js'
import type {GraphContext} from '../context.js'
import {groupView} from '../views/groups.js'
import {amountsOf, DONE, forSuperadmins, refused, said, type Outcome} from './outcome.js'

type Maybe<T> = T | null | undefined

interface ScopeProps {
  name?: Maybe<string>
  description?: Maybe<string>
  is_active?: Maybe<boolean>
  total_resource_slots?: Maybe<string>
}
interface GroupProps extends ScopeProps {
  domain_name?: Maybe<string>
  resource_policy?: Maybe<string>
  user_update_mode?: Maybe<string>
  user_uuids?: Maybe<readonly string[]>
}
interface DomainProps extends ScopeProps {
  allowed_docker_registries?: Maybe<readonly string[]>
}
interface ScalingGroupProps extends ScopeProps {
  is_public?: Maybe<boolean>
  scheduler?: Maybe<string>
  wsproxy_addr?: Maybe<string>
}
interface Association {
  scaling_group: string
  domain?: string
  user_group?: string
}

/** Projects, domains and resource groups. */
export const scopeMutations = forSuperadmins({
  create_group({name, props}: {name: string; props: GroupProps}, {cluster}: GraphContext) {
    const {state} = cluster
    const domain = props.domain_name ?? 'default'
    if (!state.domains.get(domain)) return refused(`no such domain: ${domain}`)
    if (state.projects.find((one) => one.name === name && one.domain === domain))
      return refused(`a group of the same name exists already: ${name}`)
    const now = timestamp(Date.now())
    const group = state.projects.put({
      ...{id: randomUUID(), name, domain, description: '', isActive: true, createdAt: now, modifiedAt: now},
      ...{totalResourceSlots: {}, resourcePolicy: 'default', memberIds: []},
      ...projectChanges(props),
    })
    return {...DONE, group: groupView(cluster, group)}
  },

  modify_group({gid, props}: {gid: string; props: GroupProps}, {cluster: {state}}: GraphContext): Outcome {
    const group = state.projects.get(gid)
    if (!group) return refused('no such group')
    const users = props.user_uuids ?? []
    const others = group.memberIds.filter((id) => !users.includes(id))
    state.projects.patch(gid, {
      ...projectChanges(props),
      ...(props.user_update_mode && {
        memberIds: props.user_update_mode === 'add' ? [...others, ...users] : others,
      }),
    })
    return DONE
  },

  delete_group({gid}: {gid: string}, {cluster: {state}}: GraphContext): Outcome {
    return state.projects.patch(gid, {isActive: false}) ? DONE : refused('no such group')
  },

  purge_group({gid}: {gid: string}, {cluster: {state}}: GraphContext): Outcome {
    if (state.sessions.find(({projectId, status}) => projectId === gid && !isDead(status)))
      return refused('the group has active sessions')
    return state.projects.delete(gid) ? DONE : refused('no such group')
  },

  create_domain(
    {name, props}: {name: string; props: DomainProps},
    {cluster: {state}}: GraphContext,
  ): Outcome {
    if (state.domains.get(name)) return refused(`a domain of the same name exists already: ${name}`)
    const now = timestamp(Date.now())
    state.domains.put({
      ...{name, description: '', isActive: true, createdAt: now, modifiedAt: now},
      ...{totalResourceSlots: {}, allowedRegistries: []},
      ...domainChanges(props),
    })
    return DONE
  },

  modify_domain(
    {name, props}: {name: string; props: DomainProps},
    {cluster: {state}}: GraphContext,
  ): Outcome {
    return state.domains.patch(name, domainChanges(props)) ? DONE : refused('no such domain')
  },

  delete_domain({name}: {name: string}, {cluster: {state}}: GraphContext): Outcome {
    return state.domains.patch(name, {isActive: false}) ? DONE : refused('no such domain')
  },

  purge_domain({name}: {name: string}, {cluster: {state}}: GraphContext): Outcome {
    const used = [...state.projects.values(), ...state.users.values()].some(({domain}) => domain === name)
    if (used) return refused('there are users or groups bound to the domain; remove them first')
    return state.domains.delete(name) ? DONE : refused('no such domain')
  },

  create_scaling_group(
    {name, props}: {name: string; props: ScalingGroupProps},
    {cluster: {state}}: GraphContext,
  ): Outcome {
    if (state.scalingGroups.get(name))
      return refused(`a scaling group of the same name exists already: ${name}`)
    const createdAt = timestamp(Date.now())
    state.scalingGroups.put({
      ...{name, description: '', isActive: true, isPublic: true, createdAt, tenants: []},
      ...scalingGroupChanges(props),
    })
    return DONE
  },

  modify_scaling_group(
    {name, props}: {name: string; props: ScalingGroupProps},
    {cluster: {state}}: GraphContext,
  ): Outcome {
    return state.scalingGroups.patch(name, scalingGroupChanges(props))
      ? DONE
      : refused('no such scaling group')
  },

  delete_scaling_group({name}: {name: string}, {cluster: {state}}: GraphContext): Outcome {
    if (state.agents.find(({scalingGroup}) => scalingGroup === name))
      return refused('there are agents in the scaling group; move them first')
    return state.scalingGroups.delete(name) ? DONE : refused('no such scaling group')
  },

  associate_scaling_group_with_domain: (association: Association, context: GraphContext): Outcome =>
    associate(association, context, 'open'),
  disassociate_scaling_group_with_domain: (association: Association, context: GraphContext): Outcome =>
    associate(association, context, 'close'),
  associate_scaling_group_with_user_group: (association: Association, context: GraphContext): Outcome =>
    associate(association, context, 'open'),
  disassociate_scaling_group_with_user_group: (association: Association, context: GraphContext): Outcome =>
    associate(association, context, 'close'),
})

/** A group that everybody may use (`tenants` is absent) is left so. */
function associate(
  {scaling_group, domain, user_group}: Association,
  {cluster: {state}}: GraphContext,
  verb: 'open' | 'close',
): Outcome {
  const group = state.scalingGroups.get(scaling_group)
  if (!group) return refused('no such scaling group')
  const key = domain === undefined ? tenantKey('project', user_group ?? '') : tenantKey('domain', domain)
  const others = (group.tenants ?? []).filter((tenant) => tenant !== key)
  if (group.tenants)
    state.scalingGroups.patch(group.name, {tenants: verb === 'open' ? [...others, key] : others})
  return DONE
}

function projectChanges(props: GroupProps): Partial<ProjectRecord> {
  return {
    ...said<Partial<ProjectRecord>>({
      name: props.name,
      description: props.description,
      isActive: props.is_active,
      domain: props.domain_name,
      totalResourceSlots: amountsOf(props.total_resource_slots),
      resourcePolicy: props.resource_policy,
    }),
    modifiedAt: timestamp(Date.now()),
  }
}

function domainChanges(props: DomainProps): Partial<DomainRecord> {
  return {
    ...said<Partial<DomainRecord>>({
      description: props.description,
      isActive: props.is_active,
      totalResourceSlots: amountsOf(props.total_resource_slots),
      allowedRegistries: props.allowed_docker_registries,
    }),
    modifiedAt: timestamp(Date.now()),
  }
}

function scalingGroupChanges(props: ScalingGroupProps): Partial<ScalingGroupRecord> {
  return said<Partial<ScalingGroupRecord>>({
    description: props.description,
    isActive: props.is_active,
    isPublic: props.is_public,
    scheduler: props.scheduler,
    wsproxyAddr: props.wsproxy_addr,
  })
}
