import type {QueueStats} from '../../sdk/index.js'

/** A count of one resource group's queue, with how long the queue was at each of the last looks. */
export interface QueueDepth extends QueueStats {
  /** Waiting sessions at the last looks, oldest first. */
  depths: readonly number[]
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** Looks that are remembered: what a narrow terminal can show. */
const KEPT = 30

/** Remembers how long the queues were. */
export class DepthHistory {
  readonly #depths = new Map<string, readonly number[]>()

  /** Takes the next look. */
  add(stats: readonly QueueStats[]): QueueDepth[] {
    return stats.map((group) => {
      const before = this.#depths.get(group.resourceGroup) ?? []
      const depths = [...before, group.waiting].slice(-KEPT)
      this.#depths.set(group.resourceGroup, depths)
      return {...group, depths}
    })
  }
}

/** Numbers as a line of bars, the highest one full. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(1, ...values)
  return values.map((value) => BARS[Math.round((value / highest) * (BARS.length - 1))] ?? '').join('')
}
