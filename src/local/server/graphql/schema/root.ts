/** Queries and mutations. Argument names and defaults are the manager's. */
export const rootSchema = `
type Query {
  agent(agent_id: String!): Agent
  agent_list(limit: Int!, offset: Int!, filter: String, order: String, scaling_group: String, status: String): AgentList
  agents(scaling_group: String, status: String): [Agent]
  agent_summary(agent_id: String!): AgentSummary
  agent_summary_list(limit: Int!, offset: Int!, filter: String, order: String, scaling_group: String, status: String): AgentSummaryList
  domain(name: String): Domain
  domains(is_active: Boolean): [Domain]
  group(id: UUID!, domain_name: String, type: [String] = ["GENERAL"]): Group
  groups(domain_name: String, is_active: Boolean, type: [String] = ["GENERAL"]): [Group]
  groups_by_name(name: String!, domain_name: String): [Group]
  image(id: String, reference: String, architecture: String = null): Image
  images(is_installed: Boolean, is_operation: Boolean, filter_by_statuses: [ImageStatus] = [ALIVE], load_filters: [String] = null, image_filters: [String] = null): [Image]
  customized_images: [ImageNode]
  viewer: Viewer
  user(domain_name: String, email: String): User
  user_from_uuid(domain_name: String, user_id: ID): User
  users(domain_name: String, group_id: UUID, is_active: Boolean, status: String): [User]
  user_list(limit: Int!, offset: Int!, filter: String, order: String, domain_name: String, group_id: UUID, is_active: Boolean, status: String): UserList
  keypair(domain_name: String, access_key: String): KeyPair
  keypairs(domain_name: String, email: String, is_active: Boolean): [KeyPair]
  keypair_list(limit: Int!, offset: Int!, filter: String, order: String, domain_name: String, email: String, is_active: Boolean): KeyPairList
  keypair_resource_policy(name: String): KeyPairResourcePolicy
  keypair_resource_policies: [KeyPairResourcePolicy]
  user_resource_policy(name: String): UserResourcePolicy
  user_resource_policies: [UserResourcePolicy]
  project_resource_policy(name: String!): ProjectResourcePolicy
  project_resource_policies: [ProjectResourcePolicy]
  vfolder(id: String): VirtualFolder
  vfolder_list(limit: Int!, offset: Int!, filter: String, order: String, domain_name: String, group_id: UUID, access_key: String): VirtualFolderList
  vfolder_own_list(limit: Int!, offset: Int!, filter: String, order: String, domain_name: String, access_key: String): VirtualFolderList
  vfolder_invited_list(limit: Int!, offset: Int!, filter: String, order: String, domain_name: String, access_key: String): VirtualFolderList
  vfolder_project_list(limit: Int!, offset: Int!, filter: String, order: String, domain_name: String, access_key: String): VirtualFolderList
  resource_preset(name: String): ResourcePreset
  resource_presets(filter: String, order: String): [ResourcePreset]
  scaling_group(name: String): ScalingGroup
  scaling_groups(name: String, is_active: Boolean): [ScalingGroup]
  accessible_scaling_groups(project_id: UUID!): [ScalingGroup]
  scaling_groups_for_domain(domain: String!, is_active: Boolean): [ScalingGroup]
  scaling_groups_for_user_group(user_group: String!, is_active: Boolean): [ScalingGroup]
  scaling_groups_for_keypair(access_key: String!, is_active: Boolean): [ScalingGroup]
  compute_session_node(id: GlobalIDField!, scope_id: ScopeField, project_id: UUID, permission: SessionPermissionValueField = "read_attribute"): ComputeSessionNode
  compute_session_nodes(scope_id: ScopeField, project_id: UUID, permission: SessionPermissionValueField = "read_attribute", filter: String, order: String, offset: Int, before: String, after: String, first: Int, last: Int): ComputeSessionConnection
  session_pending_queue(resource_group_id: String!, offset: Int, before: String, after: String, first: Int, last: Int): SessionPendingQueueConnection
  compute_session(id: UUID!): ComputeSession
  compute_container(id: UUID!): ComputeContainer
  compute_session_list(limit: Int!, offset: Int!, filter: String, order: String, domain_name: String, group_id: String, access_key: String, status: String): ComputeSessionList
  compute_container_list(limit: Int!, offset: Int!, filter: String, order: String, session_id: ID!, role: String): ComputeContainerList
  container_registry(hostname: String!): ContainerRegistry
  container_registries: [ContainerRegistry]
}

type Mutation {
  forget_image_by_id(image_id: String!): ForgetImageById
  modify_agent(id: String!, props: ModifyAgentInput!): ModifyAgent
  modify_compute_session(input: ModifyComputeSessionInput!): ModifyComputeSessionPayload
}
`
