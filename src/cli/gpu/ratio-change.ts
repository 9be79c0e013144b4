import {
  Decimal,
  formatSize,
  parseDecimal,
  planGpuRatio,
  type AcceleratorSettings,
  type GpuRatio,
} from '../../sdk/index.js'
import type {Change} from '../admin/changes.js'
import {UsageError} from '../errors.js'

/** What was asked for. */
export interface WantedRatio {
  /** fGPU of one physical GPU. */
  ratio: string
  /** Which plugin, where several are set. */
  plugin: string | undefined
  /** Memory of the GPU that the ratio is of; measured by the agents without. */
  gpuMemoryBytes: number | undefined
}

/** The settings to write so that a GPU becomes so many fGPU. @throws UsageError where it is not clear of which GPU */
export function planRatioChange(
  {ratio, plugin, gpuMemoryBytes}: WantedRatio,
  settings: readonly AcceleratorSettings[],
  ratios: readonly GpuRatio[],
): Change & {settings: AcceleratorSettings} {
  const wanted = parseDecimal(ratio)
  if (!wanted.gt(0) || !wanted.isFinite()) throw new UsageError(`--set: "${ratio}" is not an amount above 0.`)
  const chosen = choosePlugin(settings, plugin)
  const memory = gpuMemoryBytes ?? onlyMemory(ratios)
  const values = planGpuRatio(chosen, {ratio: new Decimal(wanted), gpuMemoryBytes: memory})
  return {
    ...{action: 'set', kind: 'accelerator', name: chosen.plugin},
    ...{props: values, was: chosen.values},
    settings: {plugin: chosen.plugin, values},
  }
}

function choosePlugin(
  settings: readonly AcceleratorSettings[],
  name: string | undefined,
): AcceleratorSettings {
  if (name !== undefined) return settings.find(({plugin}) => plugin === name) ?? {plugin: name, values: {}}
  const fractional = settings.filter(({values}) => values['allocation_mode'] === 'fractional')
  const [only, ...others] = fractional.length > 0 ? fractional : settings
  if (only && others.length === 0) return only
  const known = settings.map(({plugin}) => plugin).join(', ')
  throw new UsageError(
    only ? `Several accelerator plugins are set: ${known}.` : 'No accelerator plugin is set.',
    ['Say which with --plugin.'],
  )
}

function onlyMemory(ratios: readonly GpuRatio[]): number {
  const sizes = [...new Set(ratios.map((row) => row.gpuMemoryBytes).filter((bytes) => bytes !== null))]
  const [only, ...others] = sizes
  if (only !== undefined && others.length === 0) return only
  const hint = 'Say how much memory the GPU has that the ratio is of: --gpu-memory 80g.'
  throw new UsageError(
    only === undefined
      ? 'The agents do not tell how much memory their GPUs have.'
      : `There are GPUs of ${sizes.map((bytes) => formatSize(bytes)).join(' and ')}.`,
    [hint],
  )
}
