import type {Column, Json} from './view.js'

/**
 * What must not reach a terminal or break a row: control characters (C0, DEL, C1), lone surrogates, line and
 * paragraph separators, and the characters that turn the writing direction round.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu
const PLAIN = /^[ -~]*$/
const SHORT: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'}

/** Whether each character is printable ASCII, one terminal cell wide. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** Text as one safe line: control characters are shown escaped (`\n`, `\x1b`), all others stay. */
export function oneLine(text: string): string {
  return isPlain(text) ? text : text.replace(UNSAFE, escapeUnsafe)
}

/** Text that may span lines, safe for a terminal: line feeds and tabs stay, other control characters are escaped. */
export function printable(text: string): string {
  return isPlain(text)
    ? text
    : text.replace(UNSAFE, (char) => (char === '\n' || char === '\t' ? char : escapeUnsafe(char)))
}

/** A value as text: lists joined by commas, objects as JSON, nothing for null. */
export function valueText(value: Json): string {
  if (value === null) return ''
  if (typeof value !== 'object') return String(value)
  if (isList(value) && value.every((item) => item === null || typeof item !== 'object')) {
    return value.map(String).join(',')
  }
  return JSON.stringify(value)
}

/** What a table shows for this row: never empty, never more than one line. */
export function cellText<Row>(column: Column<Row>, row: Row): string {
  const text = column.text ? column.text(row) : valueText(column.value(row))
  return text === '' ? '-' : oneLine(text)
}

/** Table heading of a column. */
export function headingOf<Row>(column: Column<Row>): string {
  // `createdAt` is CREATED AT.
  return column.heading ?? column.key.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase()
}

/** Whether a JSON value is a list (`Array.isArray` does not narrow readonly arrays). */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function escapeUnsafe(char: string): string {
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return SHORT[char] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`)
}

/** Whether the text holds what a terminal must not get, line feeds and tabs apart. */
export function hasUnsafe(text: string): boolean {
  return printable(text) !== text
}
