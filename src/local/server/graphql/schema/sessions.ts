/** Sessions and their kernels. */
export const sessionSchema = `
type ComputeSession implements Item {
  id: ID
  session_id: UUID
  main_kernel_id: UUID
  tag: String
  name: String
  type: String
  main_kernel_role: String
  priority: Int
  image: String
  architecture: String
  registry: String
  cluster_template: String
  cluster_mode: String
  cluster_size: Int
  domain_name: String
  group_name: String
  group_id: UUID
  user_email: String
  full_name: String
  user_id: UUID
  access_key: String
  created_user_email: String
  created_user_id: UUID
  status: String
  status_changed: DateTime
  status_info: String
  status_data: JSONString
  status_history: JSONString
  created_at: DateTime
  terminated_at: DateTime
  starts_at: DateTime
  scheduled_at: DateTime
  startup_command: String
  result: String
  commit_status: String
  abusing_reports: [JSONString]
  idle_checks: JSONString
  agent_ids: [String]
  agents: [String]
  resource_opts: JSONString
  scaling_group: String
  service_ports: JSONString
  mounts: [String]
  vfolder_mounts: [String]
  occupying_slots: JSONString
  occupied_slots: JSONString
  requested_slots: JSONString
  num_queries: BigInt
  containers: [ComputeContainer]
  dependencies: [ComputeSession]
  inference_metrics: JSONString
}
type ComputeSessionList implements PaginatedList { items: [ComputeSession]! total_count: Int! }

type ComputeContainer implements Item {
  id: ID
  idx: Int
  role: String
  hostname: String
  kernel_id: UUID
  cluster_idx: Int
  local_rank: Int
  cluster_role: String
  cluster_hostname: String
  session_id: UUID
  image: String
  image_object: ImageNode
  architecture: String
  registry: String
  status: String
  status_changed: DateTime
  status_info: String
  status_data: JSONString
  created_at: DateTime
  terminated_at: DateTime
  starts_at: DateTime
  scheduled_at: DateTime
  abusing_report: JSONString
  agent: String
  agent_addr: String
  container_id: String
  resource_opts: JSONString
  occupied_slots: JSONString
  live_stat: JSONString
  last_stat: JSONString
  preopen_ports: [Int]
}
type ComputeContainerList implements PaginatedList { items: [ComputeContainer]! total_count: Int! }

type ComputeSessionNode implements Node {
  id: ID!
  row_id: UUID
  tag: String
  name: String
  type: String
  priority: Int
  cluster_template: String
  cluster_mode: String
  cluster_size: Int
  domain_name: String
  project_id: UUID
  user_id: UUID
  access_key: String
  permissions: [SessionPermissionValueField]
  status: String
  status_info: String
  status_data: JSONString
  status_history: JSONString
  created_at: DateTime
  terminated_at: DateTime
  starts_at: DateTime
  scheduled_at: DateTime
  queue_position: Int
  startup_command: String
  result: String
  commit_status: String
  abusing_reports: [JSONString]
  idle_checks: JSONString
  agent_ids: [String]
  resource_opts: JSONString
  scaling_group: String
  service_ports: JSONString
  vfolder_mounts: [String]
  occupied_slots: JSONString
  requested_slots: JSONString
  image_references: [String]
  num_queries: BigInt
  inference_metrics: JSONString
}
type ComputeSessionEdge { node: ComputeSessionNode cursor: String! }
type ComputeSessionConnection { pageInfo: PageInfo! edges: [ComputeSessionEdge]! count: Int }
type SessionPendingQueueEdge { node: ComputeSessionNode cursor: String! }
type SessionPendingQueueConnection { pageInfo: PageInfo! edges: [SessionPendingQueueEdge]! count: Int }

input ModifyComputeSessionInput { id: GlobalIDField! name: String priority: Int clientMutationId: String }
type ModifyComputeSessionPayload { item: ComputeSessionNode clientMutationId: String }
`
