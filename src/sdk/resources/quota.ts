import {z} from 'zod'
import {usableNodes} from '../insight/capacity.js'
import {largestFit, type Fit} from '../insight/largest-fit.js'
import type {GraphQL} from '../transport/graphql.js'
import type {RequestOptions} from '../transport/options.js'
import {readSlots, type ResourceSlots, type SlotAmounts} from '../values/resource-slots.js'
import type {Agents} from './agents.js'
import type {Resources} from './resources.js'

/** One limit of one slot. Amounts are plain decimals, bytes for memory. */
export interface QuotaLine {
  /** Whose limit it is. */
  scope: 'keypair' | 'project'
  slot: string
  /** Null: no limit. */
  limit: string | null
  used: string
  /** Null: no limit. */
  left: string | null
}

/** Limits of an account in a project, what is used of them, and what would start now. */
export interface Quota {
  project: string
  sessions: {used: number | null; limit: number | null}
  limits: QuotaLine[]
  /** The largest session that starts at once, by resource group; null where the manager hides its agents. */
  fits: {resourceGroup: string; fit: Fit | null}[]
}

const keypair = z.looseObject({concurrency_used: z.number().nullish()})
const policy = z.looseObject({max_concurrent_sessions: z.number().nullish()})

/** A limit of sessions so high that nobody set it. */
const UNLIMITED_SESSIONS = 2 ** 31 - 1

/** Where the numbers of a quota come from; a `BackendAI` client is one. */
export interface QuotaSources {
  graphql: GraphQL
  agents: Agents
  resources: Resources
}

/** Fetches an account's limits in a project. Rejects with `NotFoundError` for a project it does not belong to. */
export async function fetchQuota(
  {graphql, agents, resources}: QuotaSources,
  project: string,
  options: RequestOptions = {},
): Promise<Quota> {
  const [use, key, own, nodes] = await Promise.all([
    resources.use(project, undefined, options),
    graphql.query({root: 'keypair', fields: ['concurrency_used']}, keypair, options),
    graphql.query(
      {root: 'keypair_resource_policy', fields: ['max_concurrent_sessions']},
      policy.nullable(),
      options,
    ),
    agents.summary(undefined, options),
  ])
  const limit = own?.max_concurrent_sessions ?? 0
  const left = [finite(use.keypair.remaining), finite(use.project.remaining)]
  // Managers count every slot that they have ever heard of.
  const there = new Set(['cpu', 'mem', ...(nodes ?? []).flatMap(({capacity}) => Object.keys(capacity))])
  const isWorthALine = ({slot, limit: most, used}: QuotaLine): boolean =>
    there.has(slot) || most !== null || used !== '0'
  return {
    project,
    sessions: {
      used: key.concurrency_used ?? null,
      limit: limit > 0 && limit < UNLIMITED_SESSIONS ? limit : null,
    },
    limits: [...linesOf('keypair', use.keypair), ...linesOf('project', use.project)].filter(isWorthALine),
    fits: Object.keys(use.resourceGroups).map((resourceGroup) => ({
      resourceGroup,
      fit: (nodes && largestFit(usableNodes(nodes, resourceGroup), left)) ?? null,
    })),
  }
}

function linesOf(
  scope: QuotaLine['scope'],
  use: {limits: SlotAmounts; using: SlotAmounts; remaining: SlotAmounts},
): QuotaLine[] {
  const slots = new Set([...Object.keys(use.using), ...Object.keys(use.limits)])
  return [...slots].map((slot) => ({
    scope,
    slot,
    limit: known(use.limits[slot]),
    used: use.using[slot] ?? '0',
    left: known(use.remaining[slot]),
  }))
}

function known(amount: string | undefined): string | null {
  return amount === undefined || amount === 'Infinity' ? null : amount
}

function finite(amounts: SlotAmounts): ResourceSlots {
  return new Map([...readSlots(amounts)].filter(([, amount]) => amount.isFinite()))
}
