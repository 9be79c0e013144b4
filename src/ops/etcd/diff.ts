import type {EtcdEntry} from './entry.js'

/** What a restore would do to the keys that are there. */
export interface EtcdPlan {
  /** Keys that are missing or hold something else. */
  put: EtcdEntry[]
  /** Keys that the backup does not have; removed only with `--prune`. */
  extra: EtcdEntry[]
  /** Of `put`: how many keys are there with another value. */
  changed: number
  /** Keys that are as they should be. */
  same: number
}

/** Compares two lists that are in the order of their keys. */
export function planRestore(wanted: readonly EtcdEntry[], present: readonly EtcdEntry[]): EtcdPlan {
  const plan: EtcdPlan = {put: [], extra: [], changed: 0, same: 0}
  let at = 0
  for (const entry of wanted) {
    let there = present[at]
    while (there && Buffer.compare(there.key, entry.key) < 0) {
      plan.extra.push(there)
      there = present[++at]
    }
    if (!there?.key.equals(entry.key)) {
      plan.put.push(entry)
      continue
    }
    at += 1
    if (isSame(there, entry)) plan.same += 1
    else {
      plan.changed += 1
      plan.put.push(entry)
    }
  }
  plan.extra.push(...present.slice(at))
  return plan
}

/** Whether a key needs no change: the value, and whether it has a lease. */
export function isSame(there: EtcdEntry, wanted: EtcdEntry): boolean {
  return (
    there.value.equals(wanted.value) &&
    (there.leaseSeconds === undefined) === (wanted.leaseSeconds === undefined)
  )
}
