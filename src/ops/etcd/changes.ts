import {isSame} from './diff.js'
import {printable, type EtcdEntry} from './entry.js'

/** One key that differs, in words for people and programs. */
export interface EtcdChange {
  /** Below the prefix; base64 with a mark where it is no text. */
  key: string
  change: 'add' | 'change' | 'remove'
  before: string | null
  after: string | null
  /** Seconds of the lease it has afterwards. */
  leaseSeconds: number | null
}

/** What makes the one list the other. Both are in the order of their keys. */
export function changesBetween(before: readonly EtcdEntry[], after: readonly EtcdEntry[]): EtcdChange[] {
  const changes: EtcdChange[] = []
  let at = 0
  for (const entry of after) {
    let there = before[at]
    while (there && Buffer.compare(there.key, entry.key) < 0) {
      changes.push(changeOf(there, undefined))
      there = before[++at]
    }
    if (!there?.key.equals(entry.key)) changes.push(changeOf(undefined, entry))
    else {
      at += 1
      if (!isSame(there, entry)) changes.push(changeOf(there, entry))
    }
  }
  return [...changes, ...before.slice(at).map((entry) => changeOf(entry, undefined))]
}

function changeOf(before: EtcdEntry | undefined, after: EtcdEntry | undefined): EtcdChange {
  const key = (after ?? before)?.key ?? Buffer.alloc(0)
  return {
    key: printable(key),
    change: before && after ? 'change' : after ? 'add' : 'remove',
    before: before ? printable(before.value) : null,
    after: after ? printable(after.value) : null,
    leaseSeconds: after?.leaseSeconds ?? null,
  }
}
