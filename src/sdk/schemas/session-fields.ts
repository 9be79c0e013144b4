import type {Field} from '../transport/graphql.js'

const CONTAINER_FIELDS: readonly Field[] = [
  'id',
  'cluster_role',
  'status',
  'status_info',
  'agent',
  'container_id',
  'image',
  'occupied_slots',
]

/** The columns a list needs; `SESSION_DETAIL_FIELDS` adds what only one session's page shows. */
export const SESSION_FIELDS: readonly Field[] = [
  'session_id',
  'name',
  'type',
  'status',
  'status_info',
  'status_data',
  'status_history',
  'status_changed',
  'result',
  'image',
  'architecture',
  'domain_name',
  'group_name',
  'user_email',
  'access_key',
  'scaling_group',
  {name: 'agents', since: 'agentOfSession'},
  'cluster_mode',
  'cluster_size',
  {name: 'priority', since: 'sessionPriority'},
  'tag',
  'created_at',
  'starts_at',
  'terminated_at',
  'startup_command',
  {name: 'requested_slots', since: 'requestedSlots'},
  'occupied_slots',
  {name: 'occupying_slots', since: 'agentOfSession'},
]

export const SESSION_DEPENDENCIES: Field = {
  name: 'dependencies',
  fields: ['session_id', 'name', 'status', 'result'],
}

export const SESSION_DETAIL_FIELDS: readonly Field[] = [
  ...SESSION_FIELDS,
  'mounts',
  'service_ports',
  {name: 'containers', fields: CONTAINER_FIELDS},
  SESSION_DEPENDENCIES,
]
