/** Agents, images, resource groups, presets, registries. */
export const resourceSchema = `
type Agent implements Item {
  id: ID
  status: String
  status_changed: DateTime
  region: String
  scaling_group: String
  schedulable: Boolean
  available_slots: JSONString
  occupied_slots: JSONString
  addr: String
  architecture: String
  first_contact: DateTime
  lost_at: DateTime
  live_stat: JSONString
  version: String
  compute_plugins: JSONString
  hardware_metadata: JSONString
  auto_terminate_abusing_kernel: Boolean
  local_config: JSONString
  container_count: Int
  gpu_alloc_map: UUIDFloatMap
  mem_slots: Int
  cpu_slots: Float
  gpu_slots: Float
  tpu_slots: Float
  used_mem_slots: Int
  used_cpu_slots: Float
  used_gpu_slots: Float
  used_tpu_slots: Float
  cpu_cur_pct: Float
  mem_cur_bytes: Float
  compute_containers(status: String): [ComputeContainer]
}
type AgentList implements PaginatedList { items: [Agent]! total_count: Int! }

type AgentSummary implements Item {
  id: ID
  status: String
  scaling_group: String
  schedulable: Boolean
  available_slots: JSONString
  occupied_slots: JSONString
  architecture: String
}
type AgentSummaryList implements PaginatedList { items: [AgentSummary]! total_count: Int! }

input ModifyAgentInput { schedulable: Boolean scaling_group: String }
type ModifyAgent { ok: Boolean msg: String }

enum ImageStatus { ALIVE DELETED }
enum ImageType { COMPUTE SYSTEM SERVICE }

type Image {
  id: UUID
  name: String
  namespace: String
  base_image_name: String
  project: String
  humanized_name: String
  tag: String
  tags: [KVPair]
  version: String
  registry: String
  architecture: String
  is_local: Boolean
  digest: String
  labels: [KVPair]
  aliases: [String]
  size_bytes: BigInt
  status: String
  resource_limits: [ResourceLimit]
  supported_accelerators: [String]
  installed: Boolean
  installed_agents: [String]
  hash: String
}
type ImageNode implements Node {
  id: ID!
  row_id: UUID
  name: String
  namespace: String
  base_image_name: String
  project: String
  humanized_name: String
  tag: String
  tags: [KVPair]
  version: String
  registry: String
  architecture: String
  is_local: Boolean
  digest: String
  labels: [KVPair]
  size_bytes: BigInt
  status: String
  resource_limits: [ResourceLimit]
  supported_accelerators: [String]
  aliases: [String]
  permissions: [ImagePermissionValueField]
  installed: Boolean
  type: ImageType
}

type ForgetImageById { ok: Boolean msg: String image: ImageNode }

type ScalingGroup {
  name: String
  description: String
  is_active: Boolean
  is_public: Boolean
  created_at: DateTime
  wsproxy_addr: String
  wsproxy_api_token: String
  driver: String
  driver_opts: JSONString
  scheduler: String
  scheduler_opts: JSONString
  use_host_network: Boolean
  accelerator_quantum_size: Float
  agent_count_by_status(status: String = "ALIVE"): Int
  agent_total_resource_slots_by_status(status: String = "ALIVE"): JSONString
  resource_allocation_limit_for_sessions: JSONString
  own_session_occupied_resource_slots: JSONString
}

type ResourcePreset {
  id: UUID
  name: String
  resource_slots: JSONString
  shared_memory: BigInt
  scaling_group_name: String
}

type ContainerRegistryConfig {
  url: String!
  type: String!
  project: [String]
  username: String
  password: String
  ssl_verify: Boolean
  is_global: Boolean
}
type ContainerRegistry implements Node { id: ID! hostname: String config: ContainerRegistryConfig }
`
