import {InvalidValueError} from '../errors.js'

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}
const ACCEPTED = 'a duration such as 30s, 10m, 2h or 1h30m'
const PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/gy

/**
 * Reads a duration: `30s`, `10m`, `2h`, `1h30m`, `500ms`. A bare number is seconds.
 * @returns milliseconds
 * @throws InvalidValueError when the text is no duration.
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim().toLowerCase()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return wholeMs(Number(trimmed) * 1000, text)
  PART.lastIndex = 0
  let total = 0
  let read = 0
  for (let part = PART.exec(trimmed); part; part = PART.exec(trimmed)) {
    total += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? NaN)
    read = PART.lastIndex
  }
  if (read === 0 || read !== trimmed.length) throw new InvalidValueError(text, ACCEPTED)
  return wholeMs(total, text)
}

function wholeMs(ms: number, text: string): number {
  if (ms > Number.MAX_SAFE_INTEGER) throw new InvalidValueError(text, ACCEPTED)
  return Math.round(ms)
}

/** Writes milliseconds the way `kubectl` shows ages: two units at most, `45s`, `5m12s`, `3h`, `2d4h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [d, h, m, s] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ]
  const parts: [number, string][] = [
    [d, 'd'],
    [h, 'h'],
    [m, 'm'],
    [s, 's'],
  ]
  const first = parts.findIndex(([value]) => value > 0)
  if (first < 0) return '0s'
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}${unit}`)
    .join('')
}
