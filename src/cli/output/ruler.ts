import {isPlain} from './text.js'

/** Measures and cuts text by terminal cells, not by characters. */
export interface Ruler {
  width: (text: string) => number
  /** The text in at most `width` cells, its end replaced by `…` when it is longer. */
  cut: (text: string, width: number) => string
}

/**
 * Letters whose width is known without tables, and that never join: Latin (one cell), Hangul syllables, ideographs and
 * kana (two). A test compares each of them with the tables.
 */
const SIMPLE = /^[ -~À-ɏ가-힣一-鿿ぁ-ゖァ-ヺー]*$/
const WIDE = /[가-힣一-鿿ぁ-ゖァ-ヺー]/g

/**
 * The ruler for these texts. Latin, Korean, Chinese and Japanese letters are measured without the Unicode tables, which
 * take as long to load as Node itself; emoji, combining marks and all else with them.
 */
export async function rulerFor(texts: Iterable<string>): Promise<Ruler> {
  for (const text of texts) {
    if (!SIMPLE.test(text)) return unicodeRuler()
  }
  return {width: simpleWidth, cut: cutSimple}
}

async function unicodeRuler(): Promise<Ruler> {
  const {default: stringWidth} = await import('string-width')
  const graphemes = new Intl.Segmenter()
  const wordWidth = (word: string): number => (SIMPLE.test(word) ? simpleWidth(word) : stringWidth(word))
  // By words, since each step of a segmenter copies the whole text: a long one would take quadratic time.
  const width = (text: string): number => text.split(/(?= )/).reduce((sum, word) => sum + wordWidth(word), 0)
  const cut = (text: string, limit: number): string => {
    if (SIMPLE.test(text)) return cutSimple(text, limit)
    return width(text) <= limit ? text : cutParts(segments(graphemes, text), limit, width)
  }
  return {width, cut}
}

function* segments(graphemes: Intl.Segmenter, text: string): Generator<string> {
  for (const {segment} of graphemes.segment(text)) yield segment
}

function simpleWidth(text: string): number {
  return isPlain(text) ? text.length : text.length + (text.match(WIDE)?.length ?? 0)
}

function cutSimple(text: string, limit: number): string {
  if (simpleWidth(text) <= limit) return text
  if (isPlain(text)) return limit > 0 ? `${text.slice(0, limit - 1)}…` : ''
  return cutParts(text, limit, simpleWidth)
}

/** As many parts as leave one cell for the `…`. */
function cutParts(parts: Iterable<string>, limit: number, width: (part: string) => number): string {
  let kept = ''
  let used = 0
  for (const part of parts) {
    used += width(part)
    if (used > limit - 1) break
    kept += part
  }
  return limit > 0 ? `${kept}…` : ''
}
