import {
  collect,
  phaseOf,
  sessionFields,
  type BackendAI,
  type SessionPart,
  type SessionQuery,
} from '../../sdk/index.js'
import type {SessionRow} from '../views/session.js'
import {placesIn, WaitReasons} from './rows.js'

/** What the columns of a list of sessions are made of. Id, name and status are always there. */
export const MADE_OF: Readonly<Record<string, readonly SessionPart[]>> = {
  name: [],
  id: [],
  // Its colour.
  status: ['result'],
  reason: ['failure', 'statusInfo', 'startsAt', 'requestedSlots', 'resourceGroup'],
  position: ['resourceGroup', 'priority', 'createdAt'],
  gpu: ['requestedSlots'],
  cpu: ['requestedSlots'],
  mem: ['requestedSlots'],
  slots: ['requestedSlots'],
  age: ['createdAt'],
  agent: ['agents'],
  image: ['image'],
  resourceGroup: ['resourceGroup'],
  user: ['user'],
  tag: ['tag'],
  result: ['result'],
  type: ['type'],
  project: ['project'],
  domain: ['domain'],
  priority: ['priority'],
  createdAt: ['createdAt'],
  terminatedAt: ['terminatedAt'],
}

/** The part of a query that asks for what these columns are made of, and for nothing else; all when undefined. */
export function fieldsFor(columns: ReadonlySet<string> | undefined): Pick<SessionQuery, 'fields'> {
  if (columns === undefined) return {}
  return {fields: sessionFields([...columns].flatMap((key) => MADE_OF[key] ?? []))}
}

/** Whether these columns are made of what a create request is answered with. */
export function needNothingMore(columns: ReadonlySet<string> | undefined): boolean {
  return columns !== undefined && [...columns].every((key) => key === 'id' || key === 'name')
}

/** The rows of a list, page by page. The agents are looked at when a column tells why sessions wait. */
export async function* sessionRows(
  client: BackendAI,
  query: SessionQuery,
  {columns, signal}: {columns: ReadonlySet<string> | undefined; signal: AbortSignal},
): AsyncGenerator<SessionRow> {
  const shows = (column: string): boolean => columns === undefined || columns.has(column)
  const reasons = shows('reason') || shows('position') ? new WaitReasons(client, signal) : undefined
  let places: ReadonlyMap<string, number> | undefined
  for await (const {items, total} of client.sessions.pages(query, {signal})) {
    // Who waits before them may be on another page.
    if (shows('position') && total > items.length) places ??= await placesInAll(client, query, signal)
    yield* reasons
      ? await reasons.rows(items, places)
      : items.map((session) => ({...session, position: null, reason: null}))
  }
}

async function placesInAll(
  client: BackendAI,
  query: SessionQuery,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const {sessionStatuses} = await client.capabilities({signal})
  const status = sessionStatuses.filter((name) => phaseOf(name) === 'queued')
  const fields = sessionFields(['resourceGroup', 'priority', 'createdAt'])
  return placesIn(await collect(client.sessions.list({...query, status, fields}, {signal})))
}
