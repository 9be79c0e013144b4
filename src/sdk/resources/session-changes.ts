import {InvalidValueError, UnsupportedError} from '../errors.js'
import {path} from '../transport/endpoints.js'
import type {GraphQL} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import type {Sessions} from './sessions.js'

/** What sessions are changed with; a `BackendAI` client is one. */
export interface ChangeSources {
  http: Transport
  graphql: GraphQL
  sessions: Sessions
}

/**
 * Sets the scheduling priority, 0 to 100 (`modify_compute_session`, 24.09 and later). Rejects with `NotAllowedError`
 * for everybody but administrators.
 */
export async function setPriority(
  {http, graphql}: Pick<ChangeSources, 'http' | 'graphql'>,
  id: string,
  priority: number,
  options: RequestOptions = {},
): Promise<void> {
  if (!Number.isInteger(priority) || priority < 0 || priority > 100)
    throw new InvalidValueError(String(priority), 'a priority from 0 to 100')
  await http.require('sessionPriority', 'give sessions a priority', options)
  const node = Buffer.from(`compute_session_node:${id}`).toString('base64')
  await graphql.mutate(
    {
      root: 'modify_compute_session',
      args: {input: {type: 'ModifyComputeSessionInput!', value: {id: node, priority}}},
      fields: ['clientMutationId'],
    },
    options,
  )
}

/**
 * Sets or takes away the tag of a session (`PATCH /v2/sessions/{id}`, 26.4 and later), and looks whether it is so:
 * 26.8 accepts the request and keeps the old tag. Rejects with `UnsupportedError` then.
 */
export async function setTag(
  {http, sessions}: Pick<ChangeSources, 'http' | 'sessions'>,
  id: string,
  tag: string | null,
  options: RequestOptions = {},
): Promise<void> {
  await http.require('sessionUpdate', 'change the tag of a session', options)
  await http.done({method: 'PATCH', path: path`/v2/sessions/${id}`, body: {tag: tag ?? ''}}, options)
  const {tag: now, name} = await sessions.get(id, options)
  if (now === tag) return
  const {releaseText} = await http.capabilities(options)
  throw new UnsupportedError(
    `Manager ${releaseText} took the new tag of ${name} but kept ${now === null ? 'none' : `"${now}"`}.`,
    {hints: ['Give the tag when the session is created: `bai session create --tag`.']},
  )
}
