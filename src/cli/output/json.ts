import type {Column, Json} from './view.js'

/** Harmless in JSON, not on a terminal: DEL, C1 controls, line separators, direction marks. `JSON.stringify` keeps them. */
const RAW = /[\p{Zl}\p{Zp}\p{Bidi_Control}]|(?!\n)\p{Cc}/gu
const PLAIN = /^[ -~\n]*$/

/** The values of a row by their keys. */
export function objectOf<Row>(columns: readonly Column<Row>[], row: Row): Record<string, Json> {
  return Object.fromEntries(columns.map((column) => [column.key, column.value(row)]))
}

/** One line of JSON. */
export function compactJson(value: Json): string {
  return safe(JSON.stringify(value))
}

/** JSON over several lines, two spaces a level; `indent` moves all but the first line right. */
export function prettyJson(value: Json, indent = ''): string {
  const text = JSON.stringify(value, null, 2)
  return safe(indent === '' ? text : text.replaceAll('\n', `\n${indent}`))
}

function safe(json: string): string {
  return PLAIN.test(json)
    ? json
    : json.replace(RAW, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
