import {formatDecimal, ZERO} from '../../sdk/values/decimal.js'
import {addSlots, slotAmount, type ResourceSlots} from '../../sdk/values/resource-slots.js'
import type {SessionRecord} from './model.js'

/** Who a limit counts for. */
export type QuotaScope = 'keypair' | 'project' | 'domain'

/** One limit and what is used of it. */
export interface Quota {
  limit: ResourceSlots
  /** What slots without a limit mean. */
  unspecified: 'UNLIMITED' | 'LIMITED'
  used: ResourceSlots
  /** Sessions that may hold resources at once; undefined when not limited. */
  maxSessions: number | undefined
  sessions: number
}

/** Limits by `scope:owner`. */
export type Quotas = ReadonlyMap<string, Quota>

const PREDICATES: Readonly<Record<QuotaScope, {name: string; label: string}>> = {
  keypair: {name: 'keypair_resource_limit', label: 'main-keypair'},
  project: {name: 'user_group_resource_limit', label: 'project'},
  domain: {name: 'domain_resource_limit', label: 'domain'},
}

/** Key of a limit in `Quotas`. */
export function quotaKey(scope: QuotaScope, owner: string): string {
  return `${scope}:${owner}`
}

/** Quota use during one pass: every session that is started counts for the ones behind it. */
export class QuotaLedger {
  private readonly quotas: Map<string, Quota>

  constructor(quotas: Quotas) {
    this.quotas = new Map(quotas)
  }

  /** Predicate names with the reason each one fails, undefined when it passes. */
  check(session: SessionRecord, request: ResourceSlots): [string, string | undefined][] {
    const keypair = this.quotas.get(quotaKey('keypair', session.accessKey))
    const results: [string, string | undefined][] = [['concurrency', concurrencyProblem(keypair)]]
    for (const [scope, key] of scopesOf(session)) {
      const quota = this.quotas.get(key)
      results.push([PREDICATES[scope].name, quota && limitProblem(scope, quota, request)])
    }
    return results
  }

  /** Counts a session as started. */
  add(session: SessionRecord, request: ResourceSlots): void {
    for (const [, key] of scopesOf(session)) {
      const quota = this.quotas.get(key)
      if (quota) {
        this.quotas.set(key, {...quota, used: addSlots(quota.used, request), sessions: quota.sessions + 1})
      }
    }
  }
}

function scopesOf(session: SessionRecord): [QuotaScope, string][] {
  return [
    ['keypair', quotaKey('keypair', session.accessKey)],
    ['project', quotaKey('project', session.projectId)],
    ['domain', quotaKey('domain', session.domain)],
  ]
}

function concurrencyProblem(quota: Quota | undefined): string | undefined {
  if (quota?.maxSessions === undefined || quota.sessions < quota.maxSessions) return undefined
  return `You cannot run more than ${quota.maxSessions} concurrent sessions`
}

function limitProblem(scope: QuotaScope, quota: Quota, request: ResourceSlots): string | undefined {
  const exceeded = [...request].some(([slot, amount]) => {
    const limit = quota.limit.get(slot) ?? (quota.unspecified === 'LIMITED' ? ZERO : undefined)
    return limit !== undefined && amount.gt(0) && slotAmount(quota.used, slot).plus(amount).gt(limit)
  })
  if (!exceeded) return undefined
  const limits = [...quota.limit].map(([slot, amount]) => `${slot}=${formatDecimal(amount)}`)
  return `Your ${PREDICATES[scope].label} resource quota is exceeded. (${limits.join(' ')})`
}
