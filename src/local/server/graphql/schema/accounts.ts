/** People, their keys, and what they belong to. */
export const accountSchema = `
type UserGroup { id: UUID name: String }
type UserInfo { email: String full_name: String }

type User implements Item {
  id: ID
  uuid: UUID
  username: String
  email: String
  need_password_change: Boolean
  full_name: String
  description: String
  is_active: Boolean
  status: String
  status_info: String
  created_at: DateTime
  modified_at: DateTime
  domain_name: String
  role: String
  resource_policy: String
  allowed_client_ip: [String]
  totp_activated: Boolean
  totp_activated_at: DateTime
  sudo_session_enabled: Boolean
  main_access_key: String
  container_uid: Int
  container_main_gid: Int
  container_gids: [Int]
  groups: [UserGroup]
}
type UserList implements PaginatedList { items: [User]! total_count: Int! }

type KeyPair implements Item {
  id: ID
  user_id: String
  full_name: String
  access_key: String
  secret_key: String
  is_active: Boolean
  is_admin: Boolean
  resource_policy: String
  created_at: DateTime
  last_used: DateTime
  rate_limit: Int
  num_queries: Int
  rolling_count: Int
  user: UUID
  projects: [String]
  ssh_public_key: String
  compute_sessions(status: String): [ComputeSession]
  concurrency_used: Int
  user_info: UserInfo
  concurrency_limit: Int
}
type KeyPairList implements PaginatedList { items: [KeyPair]! total_count: Int! }

type Viewer { user_id: UUID encoded_user_role: String }

type Group {
  id: UUID
  name: String
  description: String
  is_active: Boolean
  created_at: DateTime
  modified_at: DateTime
  domain_name: String
  total_resource_slots: JSONString
  allowed_vfolder_hosts: JSONString
  integration_id: String
  resource_policy: String
  type: String
  container_registry: JSONString
  scaling_groups: [String]
}

type Domain {
  name: String
  description: String
  is_active: Boolean
  created_at: DateTime
  modified_at: DateTime
  total_resource_slots: JSONString
  allowed_vfolder_hosts: JSONString
  allowed_docker_registries: [String]
  integration_id: String
  scaling_groups: [String]
}

type UserResourcePolicy {
  id: ID!
  name: String!
  created_at: DateTime!
  max_vfolder_count: Int
  max_quota_scope_size: BigInt
  max_session_count_per_model_session: Int
  max_customized_image_count: Int
}

type ProjectResourcePolicy {
  id: ID!
  name: String!
  created_at: DateTime!
  max_vfolder_count: Int
  max_quota_scope_size: BigInt
  max_network_count: Int
}

type KeyPairResourcePolicy {
  name: String
  created_at: DateTime
  default_for_unspecified: String
  total_resource_slots: JSONString
  max_session_lifetime: Int
  max_concurrent_sessions: Int
  max_containers_per_session: Int
  idle_timeout: BigInt
  allowed_vfolder_hosts: JSONString
  max_vfolder_count: Int
  max_vfolder_size: BigInt
  max_quota_scope_size: BigInt
  max_concurrent_sftp_sessions: Int
  max_pending_session_count: Int
  max_pending_session_resource_slots: JSONString
}
`
