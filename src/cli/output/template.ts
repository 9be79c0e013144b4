import type {Emitter} from './emitter.js'
import {findColumn} from './select.js'
import {printable, valueText} from './text.js'
import {refuse} from './refuse.js'
import type {Column, Json} from './view.js'

/** A piece of a template: text as it is, or the path of a value. */
type TemplatePart = {readonly text: string} | {readonly path: string}

const ESCAPES: Readonly<Record<string, string>> = {'\\n': '\n', '\\t': '\t', '\\r': '\r', '\\\\': '\\'}
const PLACE = /\{\{\s*\.?([^{}]*?)\s*\}\}/g

/**
 * Reads a template: `{{name}}`, `{{slots.mem}}`, `{{ .name }}`, with `\n` and `\t` in the text between.
 * @throws UsageError when a `{{` is not closed or empty.
 */
function parseTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let end = 0
  for (const match of template.matchAll(PLACE)) {
    parts.push({text: literal(template, template.slice(end, match.index))})
    const path = match[1] ?? ''
    if (path === '') throw malformed(template)
    parts.push({path})
    end = match.index + match[0].length
  }
  parts.push({text: literal(template, template.slice(end))})
  return parts
}

/**
 * Fills the template with each row; a line feed follows unless the template ends with one.
 * @throws UsageError listing the keys when one is unknown.
 */
export function templateEmitter<Row>(
  columns: readonly Column<Row>[],
  {template, isTty}: {template: string; isTty: boolean},
): Emitter<Row> {
  const fillers = parseTemplate(template).map((part): ((row: Row) => string) => {
    if ('text' in part) return () => part.text
    const value = reader(columns, part.path)
    return (row) => (isTty ? printable(valueText(value(row))) : valueText(value(row)))
  })
  const newline = /(?:^|[^\\])(?:\\\\)*(?:\\n|\n)$/.test(template) ? '' : '\n'
  return {row: (row) => `${fillers.map((fill) => fill(row)).join('')}${newline}`}
}

function reader<Row>(columns: readonly Column<Row>[], path: string): (row: Row) => Json {
  const words = path.split('.')
  for (let count = words.length; count > 0; count -= 1) {
    const column = columns.find(({key}) => key === words.slice(0, count).join('.'))
    if (column !== undefined) return (row) => valueAt(column.value(row), words.slice(count))
  }
  const column = findColumn(columns, words[0] ?? '', '--output template')
  return (row) => valueAt(column.value(row), words.slice(1))
}

/** The value below a path, null when there is none. Keys may hold dots themselves (`slots.cuda.shares`). */
function valueAt(value: Json, words: readonly string[]): Json {
  if (words.length === 0) return value
  if (value === null || typeof value !== 'object') return null
  const own = new Map<string, Json>(Object.entries(value))
  for (let count = words.length; count > 0; count -= 1) {
    const inner = own.get(words.slice(0, count).join('.'))
    if (inner !== undefined) return valueAt(inner, words.slice(count))
  }
  return null
}

function literal(template: string, text: string): string {
  if (text.includes('{{')) throw malformed(template)
  return text.replace(/\\[ntr\\]/g, (escape) => ESCAPES[escape] ?? escape)
}

function malformed(template: string): Error {
  return refuse('--output', `template=${template}`, 'a template such as template={{name}} {{status}}')
}
