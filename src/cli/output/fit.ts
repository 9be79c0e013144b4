import type {GridColumn} from './view.js'

/** Space between two columns. */
export const GAP = '  '
/** A last column narrower than this says nothing, so it is left out at the edge. */
const NARROWEST = 3

/** A column as the fitting sees it. */
interface Span {
  width: number
  floor: number
  keep: boolean
}

/**
 * Widths of the columns on a terminal that is `available` cells wide. The widest texts shrink first, down to their
 * minimum; then ids and numbers; what still sticks out is cut off at the edge, so the list may be shorter.
 */
export function fitWidths(
  columns: readonly GridColumn[],
  natural: readonly number[],
  available: number,
): number[] {
  const spans = columns.map((column, index): Span => {
    const width = Math.min(natural[index] ?? 0, available)
    return {width, floor: Math.min(width, column.minWidth), keep: column.keep}
  })
  const room = available - GAP.length * (columns.length - 1)
  shrink(
    spans.filter((span) => !span.keep),
    room - total(spans.filter((span) => span.keep)),
  )
  shrink(spans, room)
  return clip(
    spans.map((span) => span.width),
    available,
  )
}

/** Narrows the widest until all fit into `room` or each is at its floor. */
function shrink(spans: readonly Span[], room: number): void {
  for (let excess = total(spans) - room; excess > 0; excess -= 1) {
    const widest = spans.filter((span) => span.width > span.floor).toSorted((a, b) => b.width - a.width)[0]
    if (widest === undefined) return
    widest.width -= 1
  }
}

function clip(widths: readonly number[], available: number): number[] {
  const clipped: number[] = []
  let left = available
  for (const width of widths) {
    const shown = Math.min(width, left)
    if (shown < Math.min(width, NARROWEST) || shown <= 0) break
    clipped.push(shown)
    left -= shown + GAP.length
  }
  return clipped
}

function total(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.width, 0)
}
