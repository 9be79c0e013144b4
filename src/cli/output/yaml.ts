import {objectOf} from './json.js'
import type {Emitter} from './emitter.js'
import {hasUnsafe} from './text.js'
import type {Column, Json} from './view.js'

/** Raw inside a double-quoted YAML text, where the library leaves them. */
const RAW = /[\p{Zl}\p{Zp}\p{Bidi_Control}]|(?![\n\t])\p{Cc}/gu

/** A YAML list, an item at a time: the items together are one document. */
export async function yamlEmitter<Row>(columns: readonly Column<Row>[]): Promise<Emitter<Row>> {
  const write = await yamlWriter()
  return {
    row: (row) => write([objectOf(columns, row)]),
    tail: (count) => (count === 0 ? '[]\n' : ''),
  }
}

/** Writes values as YAML 1.2 that readers of 1.1 understand the same way (`no` and `on` are quoted). */
export async function yamlWriter(): Promise<(value: Json) => string> {
  const {Document, visit} = await import('yaml')
  return (value) => {
    const document = new Document(value, {aliasDuplicateObjects: false, compat: 'yaml-1.1'})
    visit(document, {
      Scalar: (_, node) => {
        if (typeof node.value === 'string' && needsQuotes(node.value)) node.type = 'QUOTE_DOUBLE'
      },
    })
    const text = document.toString({lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER})
    return text.replace(RAW, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }
}

/**
 * Texts that are safe only in double quotes: those that begin with a sign (`=` means something to PyYAML); control
 * characters, and tabs, which PyYAML refuses elsewhere; several lines with spaces at their ends, which get lost in the
 * library's block texts (`" \n"` is read as `"\n"`).
 */
function needsQuotes(text: string): boolean {
  if (hasUnsafe(text) || !/^[\p{L}\p{N}_/][^\t]*$/u.test(text)) return true
  return text.includes('\n') && /[^\S\n]$|[^\S\n]\n/.test(text)
}
