import type {Column, Json} from './view.js'

/** Harmless in JSON, not on a terminal: DEL, C1 controls, line separators, direction marks. `JSON.stringify` keeps them. */
const RAW = /[\p{Zl}\p{Zp}\p{Bidi_Control}]|(?!\n)\p{Cc}/gu
const PLAIN = /^[ -~\n]*$/

/** The values of a row by their keys. */
export function objectOf<Row>(columns: readonly Column<Row>[], row: Row): Record<string, Json> {
  const object: Record<string, Json> = {}
  for (const column of columns) object[column.key] = column.value(row)
  return object
}

/** One line of JSON. */
export function compactJson(value: Json): string {
  return safe(JSON.stringify(value))
}

/** JSON over several lines, two spaces a level. */
export function prettyJson(value: Json): string {
  return safe(JSON.stringify(value, null, 2))
}

/** The same as it stands inside of an array: all but the first line are moved right. */
export function prettyElement(value: Json): string {
  return safe(JSON.stringify([value], null, 2).slice('[\n  '.length, -'\n]'.length))
}

function safe(json: string): string {
  return PLAIN.test(json)
    ? json
    : json.replace(RAW, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
