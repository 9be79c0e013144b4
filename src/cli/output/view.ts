/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | {readonly [key: string]: Json}

/** Meaning of a cell's colour. Colour is never the only carrier of meaning. */
export type Tone = 'good' | 'busy' | 'bad' | 'muted'

/** One column of a list. Its key is the JSON key, the CSV header and the name for --columns, --sort and --filter. */
export interface Column<Row> {
  key: string
  /** Table heading; the key in capitals when absent. */
  heading?: string
  /** What JSON, YAML and ndjson hold, and what --sort and --filter compare. */
  value: (row: Row) => Json
  /** What tables show; the value as text when absent, and `-` for null and empty. */
  text?: (row: Row) => string
  tone?: (row: Row) => Tone | undefined
  align?: 'right'
  /** Shortened only after all others: ids and numbers. Implied by the key `id` and by `align: 'right'`. */
  keep?: boolean
  /** The narrowest a fitted table makes this column; 8 when absent. */
  minWidth?: number
  /** Name of the line in the view of one thing; words made of the key when absent (`createdAt`: `Created at`). */
  label?: string
  /** `table`: always shown. `wide`: with `-o wide` and in CSV. `data`: only in JSON, YAML, ndjson or by --columns. */
  shown: 'table' | 'wide' | 'data'
}

/** How rows of one kind are shown in every format. */
export interface View<Row> {
  columns: readonly Column<Row>[]
  /** What `-o name` prints. */
  name: (row: Row) => string
  /** What `-q` prints, and what tells rows apart in --watch. */
  id: (row: Row) => string
  /** A helpful sentence for an empty list, written to stderr. */
  empty: string
}

/** One cell of a table, already text. */
export interface Cell {
  text: string
  tone?: Tone | undefined
}

/** One heading of a table. */
export interface GridColumn {
  heading: string
  align?: 'right' | undefined
  keep: boolean
  minWidth: number
}

/** A table before it is laid out. */
export interface Grid {
  columns: readonly GridColumn[]
  rows: readonly (readonly Cell[])[]
}
