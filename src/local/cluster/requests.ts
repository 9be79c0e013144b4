import {readSlots, type ResourceSlots} from '../../sdk/values/resource-slots.js'
import type {SessionRecord} from './model.js'

/** What all kernels of a session ask for together. */
export function requestOf(session: SessionRecord): ResourceSlots {
  const one = readSlots(session.requestedSlots)
  return new Map([...one].map(([slot, amount]) => [slot, amount.times(session.clusterSize)]))
}
