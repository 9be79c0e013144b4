import type {Cluster} from '../../../cluster/cluster.js'
import {isDead, type KeypairRecord, type UserRecord} from '../../../cluster/model.js'
import {quotaKey} from '../../../cluster/quotas.js'
import {SessionView} from './session.js'

/** `User`. */
export class UserView {
  readonly need_password_change = false
  readonly status_info = 'admin-requested'
  readonly allowed_client_ip = null
  readonly totp_activated = false
  readonly totp_activated_at = null
  readonly sudo_session_enabled = false
  readonly container_uid = null
  readonly container_main_gid = null
  readonly container_gids = null

  constructor(
    private readonly cluster: Cluster,
    readonly record: UserRecord,
  ) {}

  get id(): string {
    return this.record.id
  }
  get uuid(): string {
    return this.record.id
  }
  get username(): string {
    return this.record.username
  }
  get email(): string {
    return this.record.email
  }
  get full_name(): string {
    return this.record.fullName
  }
  get description(): string {
    return this.record.description
  }
  get is_active(): boolean {
    return this.record.status === 'active'
  }
  get status(): string {
    return this.record.status
  }
  get created_at(): string {
    return this.record.createdAt
  }
  get modified_at(): string {
    return this.record.modifiedAt
  }
  get domain_name(): string {
    return this.record.domain
  }
  get role(): string {
    return this.record.role
  }
  get resource_policy(): string {
    return this.record.resourcePolicy
  }
  get main_access_key(): string {
    return this.record.mainAccessKey
  }
  get groups(): {id: string; name: string}[] {
    return projectsOf(this.cluster, this.record.id)
  }
}

/** `KeyPair`. */
export class KeypairView {
  readonly ssh_public_key = null
  readonly num_queries = 0
  readonly rolling_count = 0
  readonly last_used = null
  readonly vfolders: readonly never[] = []

  constructor(
    private readonly cluster: Cluster,
    readonly record: KeypairRecord,
  ) {}

  get id(): string {
    return this.record.accessKey
  }
  get access_key(): string {
    return this.record.accessKey
  }
  get secret_key(): string {
    return this.record.secretKey
  }
  get user_id(): string | null {
    return this.owner?.email ?? null
  }
  get full_name(): string | null {
    return this.owner?.fullName ?? null
  }
  get user(): string {
    return this.record.userId
  }
  get user_info(): {email: string | null; full_name: string | null} {
    return {email: this.user_id, full_name: this.full_name}
  }
  get is_active(): boolean {
    return this.record.isActive
  }
  get is_admin(): boolean {
    return this.record.isAdmin
  }
  get resource_policy(): string {
    return this.record.resourcePolicy
  }
  get created_at(): string {
    return this.record.createdAt
  }
  get rate_limit(): number {
    return this.record.rateLimit
  }
  get projects(): string[] {
    return projectsOf(this.cluster, this.record.userId).map(({name}) => name)
  }
  get concurrency_used(): number {
    return this.cluster.state.occupancy.ofOwner(quotaKey('keypair', this.record.accessKey)).count
  }
  get concurrency_limit(): number {
    return 0
  }
  compute_sessions({status}: {status?: string | null}): SessionView[] {
    return [...this.cluster.state.sessionIndex.idsOf(this.record.accessKey)]
      .map((id) => this.cluster.state.sessions.get(id))
      .filter((session) => session !== undefined)
      .filter((session) => (status ? session.status === status : !isDead(session.status)))
      .map((session) => new SessionView(this.cluster, session))
  }

  private get owner(): UserRecord | undefined {
    return this.cluster.state.users.get(this.record.userId)
  }
}

function projectsOf(cluster: Cluster, userId: string): {id: string; name: string}[] {
  return cluster.state.projects
    .filter((project) => project.memberIds.includes(userId))
    .map(({id, name}) => ({id, name}))
}
