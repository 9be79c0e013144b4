import type {Cluster} from '../../cluster/cluster.js'
import type {SessionRecord} from '../../cluster/model.js'
import type {Actor} from '../context.js'
import {forbiddenError} from './errors.js'
import type {SelectionCache} from './lists.js'

/** What every resolver gets. */
export interface GraphContext {
  cluster: Cluster
  actor: Actor
  isSuperadmin: boolean
  isAdmin: boolean
  sessions: SelectionCache<SessionRecord>
}

/** @throws GraphQLError unless the caller is a superadmin */
export function requireSuperadmin({isSuperadmin}: GraphContext): void {
  if (!isSuperadmin) throw forbiddenError('superadmin privilege required')
}
