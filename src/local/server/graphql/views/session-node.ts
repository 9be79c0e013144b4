import {globalId} from '../global-id.js'
import {SessionView} from './session.js'

/** `ComputeSessionNode`: the session as the Relay-style queries show it. */
export class SessionNodeView extends SessionView {
  readonly permissions: readonly string[] = [
    'read_attribute',
    'update_attribute',
    'delete_session',
    'start_app',
    'execute',
  ]

  override get id(): string {
    return globalId('ComputeSessionNode', this.record.id)
  }
  get row_id(): string {
    return this.record.id
  }
  override get type(): string {
    return this.record.type
  }
  override get result(): string {
    return this.record.result
  }
  get project_id(): string {
    return this.record.projectId
  }
  get image_references(): string[] {
    return [this.record.image]
  }
  /** Place in the queue of the resource group, from 0; null for a session that does not wait. */
  get queue_position(): number | null {
    if (this.record.status !== 'PENDING') return null
    return this.cluster.state.sessionIndex.queue(this.record.scalingGroup).positionOf(this.record)
  }
}
