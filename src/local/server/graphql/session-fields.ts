import type {Cluster} from '../../cluster/cluster.js'
import {SESSION_STATUSES, type SessionRecord} from '../../cluster/model.js'
import {statusReason} from '../session-info.js'
import type {FieldSpec, FieldSpecs} from './filter.js'
import type {ContainerView} from './views/container.js'

const STATUS_VALUES = [...SESSION_STATUSES, 'RESERVED', 'PREEMPTED', 'RESCHEDULING']

/** What lists of sessions can be filtered and ordered by. */
export function sessionFields(cluster: Cluster): FieldSpecs<SessionRecord> {
  return {
    ...OWN_FIELDS,
    ...ownerFields(cluster),
    status_info: {get: (session) => statusReason(cluster, session).info},
  }
}

const AGENTS: FieldSpec<SessionRecord> = {
  get: ({kernels}) => kernels.map((kernel) => kernel.agentId).filter((id) => id !== null),
}
const IMAGES: FieldSpec<SessionRecord> = {get: ({image}) => [image]}

const OWN_FIELDS: FieldSpecs<SessionRecord> = {
  id: {get: ({id}) => id},
  type: {
    get: ({type}) => type,
    kind: 'enum',
    values: ['interactive', 'batch', 'inference', 'system'],
    enumName: 'SessionTypes',
  },
  name: {get: ({name}) => name},
  priority: {get: ({priority}) => priority},
  image: IMAGES,
  images: IMAGES,
  agent_ids: AGENTS,
  agent_id: AGENTS,
  agents: AGENTS,
  domain_name: {get: ({domain}) => domain},
  project_id: {get: ({projectId}) => projectId},
  user_id: {get: ({userId}) => userId},
  access_key: {get: ({accessKey}) => accessKey},
  scaling_group: {get: ({scalingGroup}) => scalingGroup},
  cluster_mode: {get: ({clusterMode}) => clusterMode},
  cluster_size: {get: ({clusterSize}) => clusterSize},
  status: {get: ({status}) => status, kind: 'enum', values: STATUS_VALUES, enumName: 'SessionStatus'},
  result: {
    get: ({result}) => result,
    kind: 'enum',
    values: ['undefined', 'success', 'failure'],
    enumName: 'SessionResult',
  },
  created_at: {get: ({createdAt}) => createdAt, kind: 'date'},
  terminated_at: {get: ({terminatedAt}) => terminatedAt, kind: 'date'},
  starts_at: {get: ({startedAt, requestedStartsAt}) => startedAt ?? requestedStartsAt, kind: 'date'},
  scheduled_at: {get: ({scheduledAt}) => scheduledAt, kind: 'date'},
  startup_command: {get: ({startupCommand}) => startupCommand},
}

function ownerFields({state}: Cluster): FieldSpecs<SessionRecord> {
  return {
    group_name: {get: ({projectId}) => state.projects.get(projectId)?.name ?? null},
    user_email: {get: ({userId}) => state.users.get(userId)?.email ?? null},
    full_name: {get: ({userId}) => state.users.get(userId)?.fullName ?? null},
  }
}

/** What lists of kernels can be filtered and ordered by. */
export const containerFields: FieldSpecs<ContainerView> = {
  image: {get: ({image}) => image},
  agent: {get: ({agent}) => agent},
  agent_addr: {get: ({agent_addr}) => agent_addr},
  cluster_idx: {get: ({cluster_idx}) => cluster_idx},
  local_rank: {get: ({local_rank}) => local_rank},
  cluster_role: {get: ({cluster_role}) => cluster_role},
  cluster_hostname: {get: ({cluster_hostname}) => cluster_hostname},
  status: {get: ({status}) => status, kind: 'enum', values: STATUS_VALUES, enumName: 'KernelStatus'},
  status_info: {get: ({status_info}) => status_info},
  created_at: {get: ({created_at}) => created_at, kind: 'date'},
  terminated_at: {get: ({terminated_at}) => terminated_at, kind: 'date'},
  starts_at: {get: ({starts_at}) => starts_at, kind: 'date'},
  scheduled_at: {get: ({scheduled_at}) => scheduled_at, kind: 'date'},
}
