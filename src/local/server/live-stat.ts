import {Decimal} from '../../sdk/values/decimal.js'
import type {Cluster} from '../cluster/cluster.js'
import {kernelSpec} from '../cluster/kernel-specs.js'
import type {KernelRecord, SessionRecord} from '../cluster/model.js'

/**
 * What a kernel uses, in the manager's own keys: cores and memory as measured, on average since it started; a simulated
 * GPU does nothing. Null while it does not run.
 */
export async function liveStat(
  cluster: Cluster,
  session: SessionRecord,
  kernel: KernelRecord,
): Promise<string | null> {
  const running = cluster.lifecycle.kernel(kernel.id)
  const spec = kernelSpec(cluster.state, session, kernel)
  if (!running || !spec || kernel.startedAt === null) return null
  const usage = await running.usage()
  const gpuMemory = spec.gpus.reduce((sum, {memoryBytes}) => sum + memoryBytes, 0)
  const age = Math.max(1, cluster.options.now() - Date.parse(kernel.startedAt))
  return JSON.stringify({
    ...(usage && {
      cpu_util: metric(usage.cpuMs, age, 'msec'),
      mem: metric(usage.memoryBytes, spec.limits.memoryBytes, 'bytes'),
    }),
    ...(spec.gpus.length > 0 && {
      cuda_util: metric(0, 100 * spec.gpus.length, 'percent'),
      cuda_mem: metric(0, gpuMemory, 'bytes'),
    }),
  })
}

function metric(current: number, capacity: number, unit: string): Record<string, string> {
  const pct = capacity > 0 ? new Decimal(current).div(capacity).times(100).toFixed(2) : '0.00'
  return {
    current: new Decimal(current).toFixed(),
    capacity: new Decimal(capacity).toFixed(),
    pct,
    unit_hint: unit,
  }
}
