/** What administrators change. Argument names are the manager's; inputs have the fields that clients send. */
export const mutationSchema = `
input UserInput {
  username: String! password: String! need_password_change: Boolean! domain_name: String!
  full_name: String description: String is_active: Boolean status: String role: String group_ids: [String]
  resource_policy: String totp_activated: Boolean sudo_session_enabled: Boolean allowed_client_ip: [String]
}
input ModifyUserInput {
  username: String password: String need_password_change: Boolean full_name: String description: String
  is_active: Boolean status: String domain_name: String role: String group_ids: [String] resource_policy: String
  main_access_key: String totp_activated: Boolean sudo_session_enabled: Boolean allowed_client_ip: [String]
}
input PurgeUserInput { purge_shared_vfolders: Boolean delegate_endpoint_ownership: Boolean }
input KeyPairInput {
  is_active: Boolean is_admin: Boolean resource_policy: String! concurrency_limit: Int rate_limit: Int!
}
input ModifyKeyPairInput {
  is_active: Boolean is_admin: Boolean resource_policy: String concurrency_limit: Int rate_limit: Int
}
input GroupInput {
  type: String description: String is_active: Boolean domain_name: String! total_resource_slots: JSONString
  allowed_vfolder_hosts: JSONString integration_id: String resource_policy: String container_registry: JSONString
}
input ModifyGroupInput {
  name: String description: String is_active: Boolean domain_name: String total_resource_slots: JSONString
  user_update_mode: String user_uuids: [String] allowed_vfolder_hosts: JSONString integration_id: String
  resource_policy: String container_registry: JSONString
}
input DomainInput {
  description: String is_active: Boolean total_resource_slots: JSONString allowed_vfolder_hosts: JSONString
  allowed_docker_registries: [String] integration_id: String
}
input ModifyDomainInput {
  name: String description: String is_active: Boolean total_resource_slots: JSONString
  allowed_vfolder_hosts: JSONString allowed_docker_registries: [String] integration_id: String
}
input CreateScalingGroupInput {
  description: String is_active: Boolean is_public: Boolean wsproxy_addr: String wsproxy_api_token: String
  driver: String! driver_opts: JSONString scheduler: String! scheduler_opts: JSONString use_host_network: Boolean
}
input ModifyScalingGroupInput {
  description: String is_active: Boolean is_public: Boolean wsproxy_addr: String wsproxy_api_token: String
  driver: String driver_opts: JSONString scheduler: String scheduler_opts: JSONString use_host_network: Boolean
}
input CreateKeyPairResourcePolicyInput {
  default_for_unspecified: String! total_resource_slots: JSONString max_session_lifetime: Int
  max_concurrent_sessions: Int! max_concurrent_sftp_sessions: Int max_containers_per_session: Int!
  idle_timeout: BigInt allowed_vfolder_hosts: JSONString max_pending_session_count: Int
}
input ModifyKeyPairResourcePolicyInput {
  default_for_unspecified: String total_resource_slots: JSONString max_session_lifetime: Int
  max_concurrent_sessions: Int max_concurrent_sftp_sessions: Int max_containers_per_session: Int
  idle_timeout: BigInt allowed_vfolder_hosts: JSONString max_pending_session_count: Int
}
input CreateUserResourcePolicyInput {
  max_vfolder_count: Int max_quota_scope_size: BigInt max_session_count_per_model_session: Int
  max_customized_image_count: Int
}
input ModifyUserResourcePolicyInput {
  max_vfolder_count: Int max_quota_scope_size: BigInt max_session_count_per_model_session: Int
  max_customized_image_count: Int
}
input CreateProjectResourcePolicyInput {
  max_vfolder_count: Int max_quota_scope_size: BigInt max_network_count: Int
}
input ModifyProjectResourcePolicyInput {
  max_vfolder_count: Int max_quota_scope_size: BigInt max_network_count: Int
}
input CreateResourcePresetInput { resource_slots: JSONString! shared_memory: String scaling_group_name: String }
input ModifyResourcePresetInput {
  name: String resource_slots: JSONString shared_memory: String scaling_group_name: String
}
input CreateContainerRegistryInput {
  url: String! type: String! project: [String] username: String password: String ssl_verify: Boolean
  is_global: Boolean
}
input ModifyContainerRegistryInput {
  url: String type: String project: [String] username: String password: String ssl_verify: Boolean
  is_global: Boolean
}

type Outcome { ok: Boolean msg: String }
type CreateUser { ok: Boolean msg: String user: User keypair: KeyPair }
type CreateKeyPair { ok: Boolean msg: String keypair: KeyPair }
type CreateGroup { ok: Boolean msg: String group: Group }
type RescanImages { ok: Boolean msg: String task_id: UUID }
type ChangedContainerRegistry { container_registry: ContainerRegistry }

extend type Mutation {
  create_user(email: String!, props: UserInput!): CreateUser
  modify_user(email: String!, props: ModifyUserInput!): Outcome
  delete_user(email: String!): Outcome
  purge_user(email: String!, props: PurgeUserInput!): Outcome
  create_keypair(user_id: String!, props: KeyPairInput!): CreateKeyPair
  modify_keypair(access_key: String!, props: ModifyKeyPairInput!): Outcome
  delete_keypair(access_key: String!): Outcome
  create_group(name: String!, props: GroupInput!): CreateGroup
  modify_group(gid: UUID!, props: ModifyGroupInput!): Outcome
  delete_group(gid: UUID!): Outcome
  purge_group(gid: UUID!): Outcome
  create_domain(name: String!, props: DomainInput!): Outcome
  modify_domain(name: String!, props: ModifyDomainInput!): Outcome
  delete_domain(name: String!): Outcome
  purge_domain(name: String!): Outcome
  create_scaling_group(name: String!, props: CreateScalingGroupInput!): Outcome
  modify_scaling_group(name: String!, props: ModifyScalingGroupInput!): Outcome
  delete_scaling_group(name: String!): Outcome
  associate_scaling_group_with_domain(scaling_group: String!, domain: String!): Outcome
  disassociate_scaling_group_with_domain(scaling_group: String!, domain: String!): Outcome
  associate_scaling_group_with_user_group(scaling_group: String!, user_group: UUID!): Outcome
  disassociate_scaling_group_with_user_group(scaling_group: String!, user_group: UUID!): Outcome
  create_keypair_resource_policy(name: String!, props: CreateKeyPairResourcePolicyInput!): Outcome
  modify_keypair_resource_policy(name: String!, props: ModifyKeyPairResourcePolicyInput!): Outcome
  delete_keypair_resource_policy(name: String!): Outcome
  create_user_resource_policy(name: String!, props: CreateUserResourcePolicyInput!): Outcome
  modify_user_resource_policy(name: String!, props: ModifyUserResourcePolicyInput!): Outcome
  delete_user_resource_policy(name: String!): Outcome
  create_project_resource_policy(name: String!, props: CreateProjectResourcePolicyInput!): Outcome
  modify_project_resource_policy(name: String!, props: ModifyProjectResourcePolicyInput!): Outcome
  delete_project_resource_policy(name: String!): Outcome
  create_resource_preset(name: String!, props: CreateResourcePresetInput!): Outcome
  modify_resource_preset(id: UUID, name: String, props: ModifyResourcePresetInput!): Outcome
  delete_resource_preset(id: UUID, name: String): Outcome
  create_container_registry(hostname: String!, props: CreateContainerRegistryInput!): ChangedContainerRegistry
  modify_container_registry(hostname: String!, props: ModifyContainerRegistryInput!): ChangedContainerRegistry
  delete_container_registry(hostname: String!): ChangedContainerRegistry
  rescan_images(registry: String, project: String): RescanImages
  alias_image(alias: String!, target: String!, architecture: String): Outcome
  dealias_image(alias: String!): Outcome
  forget_image(reference: String!, architecture: String): Outcome
}
`
