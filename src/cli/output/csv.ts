import type {Emitter} from './emitter.js'
import {isList, printable, valueText} from './text.js'
import type {Column, Json} from './view.js'

/**
 * CSV as in RFC 4180, with line feeds as row ends (what Unix tools and all readers take). Values are the data as it
 * is; null is an empty field, lists and objects are JSON. On a terminal control characters are shown escaped.
 */
export function csvEmitter<Row>(
  columns: readonly Column<Row>[],
  {header, isTty}: {header: boolean; isTty: boolean},
): Emitter<Row> {
  const record = (fields: readonly string[]): string => {
    const line = fields.map((field) => csvField(isTty ? printable(field) : field)).join(',')
    // A record of one empty field would be a blank line, which readers skip.
    return `${line === '' ? '""' : line}\n`
  }
  return {
    head: header ? record(columns.map((column) => column.key)) : '',
    row: (row) => record(columns.map((column) => fieldText(column.value(row)))),
  }
}

function csvField(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function fieldText(value: Json): string {
  return value !== null && isList(value) ? JSON.stringify(value) : valueText(value)
}
