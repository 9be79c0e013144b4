import type {SlotAmounts} from '../../../src/sdk/values/resource-slots.js'
import {Decimal} from '../../../src/sdk/values/decimal.js'
import {readSlots} from '../../../src/sdk/values/resource-slots.js'
import {timestamp, type KernelRecord, type SessionRecord} from '../../../src/local/cluster/model.js'
import type {AgentCapacity} from '../../../src/local/cluster/placement.js'

/** A moment all samples begin at. */
export const NOW = Date.parse('2026-03-01T12:00:00Z')

/** A waiting session; give only what the test is about. */
export function pendingSession(
  sequence: number,
  slots: SlotAmounts = {cpu: '1'},
  changes: Partial<SessionRecord> = {},
): SessionRecord {
  const at = timestamp(NOW + sequence)
  const id = `00000000-0000-4000-8000-${String(sequence).padStart(12, '0')}`
  const clusterSize = changes.clusterSize ?? 1
  return {
    id,
    sequence,
    creationId: id,
    name: `session-${sequence}`,
    type: 'interactive',
    status: 'PENDING',
    statusInfo: '',
    statusData: null,
    statusChanged: at,
    statusHistory: {PENDING: at},
    result: 'undefined',
    priority: 10,
    domain: 'default',
    projectId: 'project',
    userId: 'user',
    accessKey: 'KEY',
    scalingGroup: 'default',
    image: 'local.bai/stable/base:1.0',
    architecture: 'x86_64',
    registry: 'local.bai',
    tag: '',
    clusterMode: 'single-node',
    clusterSize,
    environ: {},
    resourceOpts: {},
    requestedSlots: slots,
    designatedAgents: [],
    dependencies: [],
    startupCommand: null,
    bootstrapScript: null,
    callbackUrl: null,
    batchTimeoutSeconds: null,
    requestedStartsAt: null,
    createdAt: at,
    scheduledAt: null,
    startedAt: null,
    terminatedAt: null,
    kernels: Array.from({length: clusterSize}, (_, index) => kernel(`${id}/${index}`, slots, at)),
    ...changes,
  }
}

/** An empty agent with GPUs of so many shares each. */
export function agent(id: string, slots: SlotAmounts, gpus: readonly string[] = []): AgentCapacity {
  const shares = gpus.reduce((sum, one) => sum.plus(one), new Decimal(0))
  return {
    id,
    architecture: 'x86_64',
    schedulable: true,
    free: new Map([...readSlots(slots), ...(gpus.length > 0 ? [['cuda.shares', shares] as const] : [])]),
    devices: gpus.map((one, index) => ({
      id: `${id}/gpu${index}`,
      total: new Decimal(one),
      free: new Decimal(one),
    })),
  }
}

function kernel(id: string, slots: SlotAmounts, at: string): KernelRecord {
  return {
    id,
    role: 'main',
    index: 1,
    hostname: 'main1',
    agentId: null,
    devices: [],
    requestedSlots: slots,
    occupiedSlots: {},
    status: 'PENDING',
    statusInfo: '',
    statusChanged: at,
    startedAt: null,
    terminatedAt: null,
    exitCode: null,
  }
}
