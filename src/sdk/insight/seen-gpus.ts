import {ProtocolError} from '../errors.js'

/** A GPU as a program inside a session sees it. */
export interface SeenGpu {
  index: number
  uuid: string
  model: string
  memoryBytes: number
}

/** Asks for what `readSeenGpus` reads; whole MiB, one line a GPU. */
export const SEEN_GPUS_COMMAND = [
  'nvidia-smi',
  '--query-gpu=index,uuid,memory.total,name',
  '--format=csv,noheader,nounits',
] as const

const MIB = 1024 ** 2

/** Reads the answer of nvidia-smi to `SEEN_GPUS_COMMAND`. Rejects with `ProtocolError` when it is something else. */
export function readSeenGpus(text: string): SeenGpu[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^No devices/i.test(line))
  return lines.map((line) => {
    // The model comes last: it is the one that may hold a comma.
    const [index = '', uuid = '', memory = '', ...model] = line.split(',').map((part) => part.trim())
    if (!/^\d+$/.test(index) || !/^\d+$/.test(memory)) {
      throw new ProtocolError(`nvidia-smi in the session answered "${line}", which is no list of GPUs.`)
    }
    return {index: Number(index), uuid, model: model.join(', '), memoryBytes: Number(memory) * MIB}
  })
}

/** Whether what a session sees is what it was given. */
export interface GpuVerdict {
  expectedBytes: number
  seenBytes: number
  /** (seen - expected) / expected, in percent with one decimal. */
  deviationPercent: number
  ok: boolean
}

/**
 * Compares the memory that a session sees with its share of the memory of 1.0 GPU. Drivers keep some memory for
 * themselves and shares are rounded, so a difference of `tolerancePercent` either way is no finding.
 */
export function judgeGpus(
  seen: readonly SeenGpu[],
  given: {share: number; gpuMemoryBytes: number; tolerancePercent: number},
): GpuVerdict {
  const expectedBytes = Math.round(given.share * given.gpuMemoryBytes)
  const seenBytes = seen.reduce((sum, {memoryBytes}) => sum + memoryBytes, 0)
  const deviationPercent =
    expectedBytes === 0 ? 0 : Math.round(((seenBytes - expectedBytes) / expectedBytes) * 1000) / 10
  const ok = expectedBytes === 0 ? seenBytes === 0 : Math.abs(deviationPercent) <= given.tolerancePercent
  return {expectedBytes, seenBytes, deviationPercent, ok}
}
