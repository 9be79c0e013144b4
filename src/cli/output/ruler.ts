import {isPlain} from './text.js'

/** Measures and cuts text by terminal cells, not by characters. */
export interface Ruler {
  width: (text: string) => number
  /** The text in at most `width` cells, its end replaced by `…` when it is longer. */
  cut: (text: string, width: number) => string
}

/**
 * The ruler for these texts. Tables of printable ASCII, the usual case, are measured without loading the Unicode
 * width tables (30 ms and more at start-up).
 */
export async function rulerFor(texts: Iterable<string>): Promise<Ruler> {
  for (const text of texts) {
    if (!isPlain(text)) return unicodeRuler()
  }
  return {width: (text) => text.length, cut: cutPlain}
}

async function unicodeRuler(): Promise<Ruler> {
  const {default: stringWidth} = await import('string-width')
  const graphemes = new Intl.Segmenter()
  const width = (text: string): number => (isPlain(text) ? text.length : stringWidth(text))
  const cut = (text: string, limit: number): string => {
    if (isPlain(text)) return cutPlain(text, limit)
    if (width(text) <= limit) return text
    let kept = ''
    let used = 0
    for (const {segment} of graphemes.segment(text)) {
      used += width(segment)
      if (used > limit - 1) break
      kept += segment
    }
    return limit > 0 ? `${kept}…` : ''
  }
  return {width, cut}
}

function cutPlain(text: string, limit: number): string {
  if (text.length <= limit) return text
  return limit > 0 ? `${text.slice(0, limit - 1)}…` : ''
}
