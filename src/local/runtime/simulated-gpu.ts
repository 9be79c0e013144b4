import {mkdir, rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {NVIDIA_SMI} from './nvidia-smi.js'
import type {GpuShare} from './runtime.js'

/**
 * Variables that tell programs in a session what it has of the GPUs; lists have one item per GPU. The memory is what the
 * simulated `nvidia-smi` reports, so that a session whose own variables say something else is found out by it.
 */
export function gpuEnvironment(gpus: readonly GpuShare[]): Record<string, string> {
  if (gpus.length === 0) return {CUDA_VISIBLE_DEVICES: ''}
  return {
    CUDA_VISIBLE_DEVICES: gpus.map((_gpu, index) => String(index)).join(','),
    NVIDIA_VISIBLE_DEVICES: gpus.map((gpu) => gpu.deviceId).join(','),
    BAI_GPU_SIMULATED: '1',
    BAI_GPU_MODEL: gpus.map((gpu) => gpu.model).join(','),
    BAI_GPU_SHARE: gpus.map((gpu) => gpu.shares).join(','),
    BAI_GPU_MEMORY_BYTES: gpus.map((gpu) => String(gpu.memoryBytes)).join(','),
  }
}

/** Puts the programs that stand for a GPU's into a folder that goes on the PATH. */
export async function writeGpuTools(folder: string): Promise<void> {
  await mkdir(folder, {recursive: true, mode: 0o755})
  const path = join(folder, 'nvidia-smi')
  const partial = `${path}.${process.pid}.partial`
  await writeFile(partial, NVIDIA_SMI, {mode: 0o755})
  await rename(partial, path)
}
