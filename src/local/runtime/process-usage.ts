import {readFile} from 'node:fs/promises'
import type {KernelUsage} from './runtime.js'

/** Clock ticks of a second, and bytes of a page, wherever Node runs on Linux with its usual kernels. */
const TICKS = 100
const PAGE_BYTES = 4096

/** What processes have used of the cores, and hold of the memory, together. */
export async function usageOf(pids: readonly number[]): Promise<KernelUsage> {
  const each = await Promise.all(pids.map(usageOfOne))
  return {
    cpuMs: each.reduce((sum, {cpuMs}) => sum + cpuMs, 0),
    memoryBytes: each.reduce((sum, {memoryBytes}) => sum + memoryBytes, 0),
  }
}

/** A process that is gone uses nothing. */
async function usageOfOne(pid: number): Promise<KernelUsage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // After the name, which may hold spaces, comes the third field: user and system time are the 14th and 15th, pages the 24th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3] ?? 0) || 0
  return {cpuMs: ((field(14) + field(15)) * 1000) / TICKS, memoryBytes: field(24) * PAGE_BYTES}
}
