import type {FolderInvitationRecord, FolderRecord} from './folder-record.js'
import {Journal} from './journal.js'
import type {
  AccountPolicyRecord,
  AgentRecord,
  ConfigRecord,
  DomainRecord,
  ImageRecord,
  KeypairRecord,
  PresetRecord,
  ProjectRecord,
  RegistryRecord,
  ResourcePolicyRecord,
  ScalingGroupRecord,
  SessionRecord,
  UserRecord,
} from './model.js'
import {Occupancy} from './occupancy.js'
import {SessionIndex} from './session-index.js'
import {Table, type Change} from './table.js'
import type {TemplateRecord} from './template-record.js'

/** Where the state lives and how it is kept. */
export interface StateOptions {
  folder: string
  compactAfterBytes?: number
}

/** Everything the cluster knows. Reads are from memory; every change goes to the journal as well. */
export class ClusterState {
  readonly domains = this.table<DomainRecord>('domains', (r) => r.name)
  readonly projects = this.table<ProjectRecord>('projects', (r) => r.id)
  readonly users = this.table<UserRecord>('users', (r) => r.id)
  readonly keypairs = this.table<KeypairRecord>('keypairs', (r) => r.accessKey)
  readonly policies = this.table<ResourcePolicyRecord>('policies', (r) => r.name)
  readonly scalingGroups = this.table<ScalingGroupRecord>('scalingGroups', (r) => r.name)
  readonly agents = this.table<AgentRecord>('agents', (r) => r.id)
  readonly images = this.table<ImageRecord>('images', (r) => r.id)
  readonly presets = this.table<PresetRecord>('presets', (r) => r.id)
  readonly accountPolicies = this.table<AccountPolicyRecord>('accountPolicies', (r) => r.id)
  readonly registries = this.table<RegistryRecord>('registries', (r) => r.name)
  readonly config = this.table<ConfigRecord>('config', (r) => r.key)
  readonly folders = this.table<FolderRecord>('folders', (r) => r.id)
  readonly folderInvitations = this.table<FolderInvitationRecord>('folderInvitations', (r) => r.id)
  readonly templates = this.table<TemplateRecord>('templates', (r) => r.id)
  readonly sessions = this.table<SessionRecord>('sessions', (r) => r.id)
  readonly sessionIndex = new SessionIndex()
  readonly occupancy = new Occupancy()
  private readonly byName: ReadonlyMap<string, Replayable>
  private journal: Journal | undefined
  private sequence = 0

  private constructor() {
    this.byName = new Map<string, Replayable>(
      [
        this.domains,
        this.projects,
        this.users,
        this.keypairs,
        this.policies,
        this.scalingGroups,
        this.agents,
        this.images,
        this.presets,
        this.accountPolicies,
        this.registries,
        this.config,
        this.folders,
        this.folderInvitations,
        this.templates,
        this.sessions,
      ].map((table) => [table.name, table]),
    )
    this.sessions.observe(this.sessionIndex)
    this.sessions.observe(this.occupancy)
    this.sessions.observe({
      onChange: (_before, after) => {
        this.sequence = Math.max(this.sequence, after?.sequence ?? 0)
      },
    })
  }

  /** Reads the state of a folder, or starts an empty one there. */
  static async open(options: StateOptions): Promise<ClusterState> {
    const state = new ClusterState()
    state.journal = await Journal.open({...options, snapshot: () => state.snapshot()}, (entry) => {
      state.replay(entry)
    })
    return state
  }

  /** Resolves when every change made so far is on disk. */
  async commit(): Promise<void> {
    await this.journal?.commit()
  }

  async close(): Promise<void> {
    await this.journal?.close()
  }

  /** Next number in the order of acceptance. */
  nextSequence(): number {
    return this.sequence + 1
  }

  private table<T extends object>(name: string, idOf: (record: T) => string): Table<T> {
    return new Table<T>(name, idOf, (change) => this.journal?.append(change))
  }

  private *snapshot(): Iterable<Change> {
    for (const table of this.byName.values()) {
      for (const record of table.values()) yield {table: table.name, put: record}
    }
  }

  private replay(entry: unknown): void {
    // The journal holds what `Table` wrote; an unknown table is one a newer release added.
    const change = entry as Change
    this.byName.get(change.table)?.replay(change)
  }
}

interface Replayable {
  readonly name: string
  values(): Iterable<object>
  replay(change: Change): void
}
