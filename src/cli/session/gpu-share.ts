import {Decimal, formatSize, InvalidValueError, parseSize} from '../../sdk/index.js'
import {UsageError} from '../errors.js'

/** Managers show amounts with two decimals. */
const STEP = 2

/**
 * The share of a GPU that has this much memory, rounded up to hundredths; undefined when no memory is asked for.
 * @throws UsageError when nobody has said how much memory 1.0 GPU has, or it is no size.
 */
export function shareOf(bytes: number | undefined, gpuMemory: string | undefined): string | undefined {
  if (bytes === undefined) return undefined
  if (gpuMemory === undefined) {
    throw new UsageError(
      `--gpu-mem: how much memory a GPU has here is not known, for managers do not tell it.`,
      [
        'Set it once: `bai profile add NAME --update --gpu-memory 80g`, or BAI_GPU_MEMORY=80g.',
        'Or ask for a share: --gpu 0.2.',
      ],
    )
  }
  return new Decimal(bytes).div(wholeMemory(gpuMemory)).toDecimalPlaces(STEP, Decimal.ROUND_UP).toFixed()
}

function wholeMemory(text: string): number {
  try {
    const bytes = parseSize(text)
    if (bytes > 0) return bytes
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error
  }
  throw new UsageError(`gpuMemory is "${text}", which is not the memory of a GPU.`, [
    `Write a size such as ${formatSize(80 * 1024 ** 3)}; \`bai config show --origin\` tells where it stands.`,
  ])
}
