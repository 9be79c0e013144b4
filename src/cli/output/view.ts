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
  /** Its value goes on by itself (an age, memory in use): no change that --watch tells of. */
  drifts?: boolean
  /** Amounts: right-aligned, and `--filter gpu=0.40` finds `0.4`. */
  align?: 'right'
  /** `text`: in natural order even where all values look like amounts: versions (`2.10` after `2.9`), tags. */
  order?: 'text'
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

/** A list inside one thing, shown as a table below its lines: the kernels of a session. Made by `section()`. */
export interface Section<Row> {
  /** The JSON key. */
  key: string
  heading: string
  data: (row: Row) => Json
  /** The table; without rows the section is left out. */
  grid: (row: Row, width: 'table' | 'wide') => Grid
}

/** How one thing is shown in every format. Each `View` is one, too. */
export interface DetailView<Row> {
  columns: readonly Column<Row>[]
  name: (row: Row) => string
  id: (row: Row) => string
  sections?: readonly Section<Row>[]
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
