import type {SessionRecord} from './model.js'
import type {QuotaLedger} from './quotas.js'
import {requestOf} from './requests.js'

/** What became of a session that another one depends on. */
export interface DependencyFact {
  name: string
  succeeded: boolean
}

/** Finds the session behind a dependency; undefined when it is gone. */
export type DependencyLookup = (sessionId: string) => DependencyFact | undefined

export interface FailedPredicate {
  name: string
  msg: string
}

/** Which predicates a session passed and failed, by the names managers up to 26.7 write. */
export interface PredicateReport {
  passed: readonly {name: string}[]
  failed: readonly FailedPredicate[]
}

export interface PredicateFacts {
  now: number
  dependency: DependencyLookup
  ledger: QuotaLedger
}

/** Checks all predicates, so that every reason is told and not just the first. */
export function checkPredicates(session: SessionRecord, facts: PredicateFacts): PredicateReport {
  const passed: {name: string}[] = []
  const failed: FailedPredicate[] = []
  const note = (name: string, msg: string | undefined): void => {
    if (msg === undefined) passed.push({name})
    else failed.push({name, msg})
  }
  note('reserved_time', checkStartTime(session, facts.now))
  note('dependencies', checkDependencies(session, facts.dependency))
  for (const [name, msg] of facts.ledger.check(session, requestOf(session))) note(name, msg)
  return {passed, failed}
}

function checkStartTime(session: SessionRecord, now: number): string | undefined {
  if (session.requestedStartsAt === null || now >= Date.parse(session.requestedStartsAt)) return undefined
  return `Batch session is scheduled to start at ${session.requestedStartsAt}; current time is before that.`
}

function checkDependencies(session: SessionRecord, lookup: DependencyLookup): string | undefined {
  const waiting = session.dependencies.filter((id) => lookup(id)?.succeeded !== true)
  if (waiting.length === 0) return undefined
  const names = waiting.map((id) => `${lookup(id)?.name ?? 'unknown'} (${id})`)
  return `Waiting dependency sessions to finish as success. (${names.join(', ')})`
}
