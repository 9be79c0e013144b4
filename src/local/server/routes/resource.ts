import {z} from 'zod'
import {Decimal, formatDecimal} from '../../../sdk/values/decimal.js'
import {addSlots, fitsInto, readSlots, type ResourceSlots} from '../../../sdk/values/resource-slots.js'
import {agentCapacities} from '../../cluster/capacity.js'
import type {Cluster} from '../../cluster/cluster.js'
import type {PresetRecord} from '../../cluster/model.js'
import {quotaKey} from '../../cluster/quotas.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {notFound, projectNotFound} from '../problems.js'
import {knownSlots} from '../resource-admission.js'
import type {Route} from '../router.js'

/** Presets, and what of them would fit now. */
export const resourceRoutes: readonly Route[] = [
  {method: 'GET', path: '/resource/presets', access: 'user', handle: presets},
  {method: 'POST', path: '/resource/check-presets', access: 'user', handle: checkPresets},
  {method: 'GET', path: '/resource/container-registries', access: 'superadmin', handle: () => ok({})},
  {method: 'POST', path: '/resource/recalculate-usage', access: 'superadmin', handle: () => ok({})},
]

function presets({cluster}: RequestContext): Reply {
  return ok({presets: [...cluster.state.presets.values()].map((preset) => presetBody(cluster, preset))})
}

function presetBody(cluster: Cluster, preset: PresetRecord): Record<string, unknown> {
  return {
    id: preset.id,
    name: preset.name,
    shared_memory: preset.sharedMemory,
    resource_slots: filled(cluster, readSlots(preset.resourceSlots), '0'),
  }
}

async function checkPresets(context: RequestContext, actor: Actor): Promise<Reply> {
  const {cluster} = context
  const body = await context.body(z.looseObject({group: z.string(), scaling_group: z.string().nullish()}))
  const project = cluster.state.projects.find(({name, id}) => name === body.group || id === body.group)
  if (!project?.memberIds.includes(actor.user.id))
    throw projectNotFound({msg: `Project not found (name: ${body.group})`})
  const wanted = body.scaling_group ?? undefined
  if (wanted !== undefined && !cluster.state.scalingGroups.get(wanted)) {
    throw notFound(
      'scaling group',
      'scaling-group',
      `Scaling group not found or not allowed (name: ${wanted})`,
    )
  }
  const policy = cluster.state.policies.get(actor.keypair.resourcePolicy)
  const keypair = limitFacts(
    cluster,
    quotaKey('keypair', actor.keypair.accessKey),
    policy?.totalResourceSlots,
  )
  const group = limitFacts(cluster, quotaKey('project', project.id), project.totalResourceSlots)
  const groups = Object.fromEntries(
    [...cluster.state.scalingGroups.values()].map(({name}) => [name, groupFacts(cluster, name)]),
  )
  return ok({
    presets: [...cluster.state.presets.values()].map((preset) => ({
      ...presetBody(cluster, preset),
      allocatable: fitsSomewhere(cluster, readSlots(preset.resourceSlots), wanted),
    })),
    keypair_limits: keypair.limits,
    keypair_using: keypair.using,
    keypair_remaining: keypair.remaining,
    group_limits: group.limits,
    group_using: group.using,
    group_remaining: group.remaining,
    scaling_group_remaining:
      (wanted === undefined ? undefined : groups[wanted])?.remaining ?? totalRemaining(cluster),
    scaling_groups: groups,
  })
}

interface LimitFacts {
  limits: Record<string, string>
  using: Record<string, string>
  remaining: Record<string, string>
}

function limitFacts(
  cluster: Cluster,
  key: string,
  limits: Readonly<Record<string, string>> | undefined,
): LimitFacts {
  const limit = readSlots(limits ?? {})
  const using = cluster.state.occupancy.ofOwner(key).slots
  const remaining = new Map([...limit].map(([slot, amount]) => [slot, amount.minus(using.get(slot) ?? 0)]))
  return {
    limits: filled(cluster, limit, 'Infinity'),
    using: filled(cluster, using, '0'),
    remaining: filled(cluster, remaining, 'Infinity'),
  }
}

function groupFacts(cluster: Cluster, scalingGroup: string): Pick<LimitFacts, 'using' | 'remaining'> {
  const agents = agentCapacities(cluster.state, scalingGroup)
  const using = agents.map(({id}) => cluster.state.occupancy.ofAgent(id).slots).reduce(addSlots, new Map())
  return {
    using: filled(cluster, using, '0'),
    remaining: filled(cluster, freeOf(cluster, scalingGroup), '0'),
  }
}

function totalRemaining(cluster: Cluster): Record<string, string> {
  const free = [...cluster.state.scalingGroups.values()].map(({name}) => freeOf(cluster, name))
  return filled(cluster, free.reduce(addSlots, new Map()), '0')
}

/** Free resources of the agents that take sessions. */
function freeOf(cluster: Cluster, scalingGroup: string): ResourceSlots {
  return agentCapacities(cluster.state, scalingGroup)
    .filter((agent) => agent.schedulable)
    .map((agent) => agent.free)
    .reduce(addSlots, new Map())
}

function fitsSomewhere(cluster: Cluster, request: ResourceSlots, scalingGroup: string | undefined): boolean {
  return [...cluster.state.scalingGroups.values()]
    .filter(({name}) => scalingGroup === undefined || name === scalingGroup)
    .flatMap(({name}) => agentCapacities(cluster.state, name))
    .some((agent) => agent.schedulable && fitsInto(request, agent.free))
}

/** Every slot of the cluster has an amount in these answers. */
function filled(cluster: Cluster, slots: ResourceSlots, missing: string): Record<string, string> {
  return Object.fromEntries(
    Object.keys(knownSlots(cluster.state)).map((slot) => {
      const amount = slots.get(slot)
      return [slot, amount === undefined ? missing : formatDecimal(Decimal.max(amount, 0))]
    }),
  )
}
