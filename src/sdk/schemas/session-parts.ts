import type {Field} from '../transport/graphql.js'
import type {Session} from './session.js'
import {SESSION_FIELDS} from './session-fields.js'
import {sessionSchema} from './session-wire.js'

/** Parts of a session that a list can be asked for; its id, name and status are always there. */
export type SessionPart = Exclude<
  keyof Session,
  'id' | 'name' | 'status' | 'mounts' | 'servicePorts' | 'kernels' | 'dependencies'
>

/** What each part is read from. */
const READ_FROM: Readonly<Record<SessionPart, readonly string[]>> = {
  type: ['type'],
  statusInfo: ['status_info'],
  statusData: ['status_data'],
  statusHistory: ['status_history'],
  statusChangedAt: ['status_changed'],
  scheduler: ['status_data'],
  failure: ['status_data'],
  exitCode: ['status_data'],
  result: ['result'],
  image: ['image'],
  architecture: ['architecture'],
  domain: ['domain_name'],
  project: ['group_name'],
  user: ['user_email'],
  accessKey: ['access_key'],
  resourceGroup: ['scaling_group'],
  agents: ['agents'],
  clusterMode: ['cluster_mode'],
  clusterSize: ['cluster_size'],
  priority: ['priority'],
  tag: ['tag'],
  createdAt: ['created_at'],
  startsAt: ['starts_at'],
  terminatedAt: ['terminated_at'],
  startupCommand: ['startup_command'],
  // Where a manager does not tell what was asked for, it is what is occupied.
  requestedSlots: ['requested_slots', 'occupied_slots', 'occupying_slots'],
  occupiedSlots: ['occupied_slots', 'occupying_slots'],
}

/** The fields to ask a manager for, as `fields` of a `SessionQuery`: all other parts of its sessions are empty then. */
export function sessionFields(parts: Iterable<SessionPart>): readonly Field[] {
  const names = new Set(['session_id', 'name', 'status', ...[...parts].flatMap((part) => READ_FROM[part])])
  return SESSION_FIELDS.filter((field) => names.has(typeof field === 'string' ? field : field.name))
}

/** A session of which nothing but this is known, as after it was created: all other parts are empty. */
export function bareSession({id, name, status}: Pick<Session, 'id' | 'name' | 'status'>): Session {
  empty ??= sessionSchema.parse({session_id: '', status: ''})
  return {
    ...empty,
    ...{id, name, status: status.toUpperCase()},
    ...{statusHistory: {}, requestedSlots: {}, occupiedSlots: {}},
    ...{agents: [], mounts: [], servicePorts: [], kernels: [], dependencies: []},
  }
}

let empty: Session | undefined
