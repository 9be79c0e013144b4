import {UsageError} from '../errors.js'

/**
 * The part of a value that a path names: `data.items[0].id`; `[]` stands for each item of a list.
 * @throws UsageError naming the part that is not there, and what is.
 */
export function selectPath(value: unknown, path: string): unknown {
  return step(value, path.match(/\[\d*\]|[^.[\]]+/g) ?? [], path)
}

function step(value: unknown, parts: readonly string[], path: string): unknown {
  const [part, ...rest] = parts
  if (part === undefined) return value
  if (part === '[]') {
    if (!Array.isArray(value)) throw missing(part, value, path)
    return value.map((item: unknown) => step(item, rest, path))
  }
  const index = /^\[(\d+)\]$/.exec(part)?.[1]
  const inner: unknown =
    index === undefined ? memberOf(value, part) : Array.isArray(value) ? value[Number(index)] : undefined
  if (inner === undefined) throw missing(part, value, path)
  return step(inner, rest, path)
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined
}

function missing(part: string, value: unknown, path: string): UsageError {
  const there = Array.isArray(value)
    ? `a list of ${value.length}`
    : typeof value === 'object' && value !== null
      ? `${Object.keys(value).join(', ') || 'nothing'}`
      : JSON.stringify(value)
  return new UsageError(`--select: there is no "${part}" of "${path}" in the answer; there is ${there}.`)
}
