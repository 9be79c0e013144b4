import type {Format} from '../output/format.js'
import {compactJson, prettyJson} from '../output/json.js'
import {renderList, type RenderOptions} from '../output/render.js'
import type {Output} from '../output/terminal.js'
import type {Json, View} from '../output/view.js'

/**
 * Shows the answer of a raw call: JSON and YAML as one document, ndjson one item a line, everything else as a table of
 * the keys that its items have. Text that is no JSON is shown as it is.
 */
export async function showAnswer(answer: unknown, options: RenderOptions, out: Output): Promise<void> {
  if (answer === undefined) return
  if (typeof answer === 'string') return write(out, answer)
  const value = asJson(answer)
  const text = await documentOf(value, options.format)
  if (text !== undefined) return write(out, text)
  const rows = Array.isArray(value) ? (value as readonly Json[]) : [value]
  await renderList(rows, viewOf(rows), options, out)
}

async function documentOf(value: Json, format: Format): Promise<string | undefined> {
  switch (format.kind) {
    case 'json':
      return prettyJson(value)
    case 'yaml':
      return (await (await import('../output/yaml.js')).yamlWriter())(value)
    case 'ndjson':
      return Array.isArray(value)
        ? (value as readonly Json[]).map(compactJson).join('\n')
        : compactJson(value)
    default:
      return undefined
  }
}

function write(out: Output, text: string): void {
  if (text === '') return
  out.onPayload?.()
  out.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Columns by what the rows have; rows that are no objects have one column. */
function viewOf(rows: readonly Json[]): View<Json> {
  const keys = [...new Set(rows.flatMap((row) => (isObject(row) ? Object.keys(row) : ['value'])))]
  const idOf = (row: Json): string => {
    const id = isObject(row) ? (row['id'] ?? row['name'] ?? Object.values(row)[0] ?? '') : row
    return typeof id === 'string' ? id : JSON.stringify(id)
  }
  return {
    columns: keys.map((key) => ({
      key,
      value: (row) => (isObject(row) ? (row[key] ?? null) : row),
      shown: 'table',
    })),
    name: idOf,
    id: idOf,
    empty: 'The answer is an empty list.',
  }
}

function isObject(value: Json): value is {readonly [key: string]: Json} {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An answer was read from JSON, so it is made of what JSON can hold. */
function asJson(answer: unknown): Json {
  return answer as Json
}
