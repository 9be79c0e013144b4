import type {Cluster} from '../../../cluster/cluster.js'
import type {ImageRecord} from '../../../cluster/model.js'
import {globalId} from '../global-id.js'

interface Pair {
  key: string
  value: string
}

/** `Image` and `ImageNode`, which differ in their id. */
export class ImageView {
  readonly is_local = true
  readonly type = 'COMPUTE'
  readonly installed = true
  readonly permissions: readonly string[] = ['read_attribute']

  constructor(
    private readonly cluster: Cluster,
    private readonly record: ImageRecord,
    private readonly form: 'image' | 'node' = 'image',
  ) {}

  get status(): string {
    return this.record.isForgotten ? 'DELETED' : 'ALIVE'
  }
  get id(): string {
    return this.form === 'node' ? globalId('ImageNode', this.record.id) : this.record.id
  }
  get row_id(): string {
    return this.record.id
  }
  get name(): string {
    return `${this.record.project}/${this.record.name}`
  }
  get namespace(): string {
    return this.name
  }
  get humanized_name(): string {
    return this.name
  }
  get base_image_name(): string {
    return this.record.name
  }
  get project(): string {
    return this.record.project
  }
  get tag(): string {
    return this.record.tag
  }
  get version(): string {
    return this.record.tag.split('-', 1)[0] ?? ''
  }
  /** Parts of the tag after the version, `cuda12.4` as `cuda: 12.4`. */
  get tags(): Pair[] {
    return this.record.tag
      .split('-')
      .slice(1)
      .map((part) => {
        const match = /^([A-Za-z_]+)(.*)$/.exec(part)
        return {key: match?.[1] ?? part, value: match?.[2] ?? ''}
      })
  }
  get registry(): string {
    return this.record.registry
  }
  get architecture(): string {
    return this.record.architecture
  }
  get digest(): string {
    return this.record.digest
  }
  get hash(): string {
    return this.record.digest
  }
  get labels(): Pair[] {
    return Object.entries(this.record.labels).map(([key, value]) => ({key, value}))
  }
  get aliases(): readonly string[] {
    return this.record.aliases
  }
  get size_bytes(): number {
    return this.record.sizeBytes
  }
  get resource_limits(): {key: string; min: string; max: string}[] {
    return this.record.minimums.map(({slot, min}) => ({key: slot, min, max: 'Infinity'}))
  }
  get supported_accelerators(): readonly string[] {
    return this.record.accelerators
  }
  installed_agents(_args: unknown, context: {isSuperadmin: boolean}): string[] | null {
    if (!context.isSuperadmin) return null
    return this.cluster.state.agents.filter((agent) => agent.status === 'ALIVE').map((agent) => agent.id)
  }
}
