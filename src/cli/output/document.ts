import {objectOf, prettyJson} from './json.js'
import type {Column} from './view.js'

/** One thing as a whole document, without a line feed at its end. */
export async function documentText<Row>(
  columns: readonly Column<Row>[],
  row: Row,
  kind: 'json' | 'yaml',
): Promise<string> {
  const value = objectOf(columns, row)
  if (kind === 'json') return prettyJson(value)
  const {yamlWriter} = await import('./yaml.js')
  return (await yamlWriter())(value).replace(/\n$/, '')
}
