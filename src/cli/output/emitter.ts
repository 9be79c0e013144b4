import {compactJson, objectOf, prettyElement} from './json.js'
import {oneLine} from './text.js'
import type {Column} from './view.js'

/** Writes rows one by one in a format that needs no look ahead. */
export interface Emitter<Row> {
  /** Before the rows, also when there are none. */
  head?: string
  row: (row: Row, index: number) => string
  /** After `count` rows. */
  tail?: (count: number) => string
}

/** One JSON array, an element at a time. */
export function jsonEmitter<Row>(columns: readonly Column<Row>[]): Emitter<Row> {
  return {
    row: (row, index) => `${index === 0 ? '[\n  ' : ',\n  '}${prettyElement(objectOf(columns, row))}`,
    tail: (count) => (count === 0 ? '[]\n' : '\n]\n'),
  }
}

/** One JSON object a line. */
export function ndjsonEmitter<Row>(columns: readonly Column<Row>[]): Emitter<Row> {
  return {row: (row) => `${compactJson(objectOf(columns, row))}\n`}
}

/** One text a line: names or ids. */
export function lineEmitter<Row>(text: (row: Row) => string): Emitter<Row> {
  return {row: (row) => `${oneLine(text(row))}\n`}
}
