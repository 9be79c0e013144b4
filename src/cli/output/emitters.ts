import {jsonEmitter, lineEmitter, ndjsonEmitter, type Emitter} from './emitter.js'
import type {Format} from './format.js'
import type {Output} from './terminal.js'
import type {Column, DetailView} from './view.js'

/** What decides how rows are written. */
export interface EmitterJob<Row> {
  format: Format
  /** `-q`: ids only, whatever the format. */
  quiet: boolean
  header: boolean
  /** Those to show. */
  columns: readonly Column<Row>[]
  view: DetailView<Row>
  out: Output
}

/**
 * The emitter of a format that needs no look ahead; none for tables.
 * @throws UsageError for a malformed template.
 */
export async function emitterFor<Row>(job: EmitterJob<Row>): Promise<Emitter<Row> | undefined> {
  const {format, columns, view, header} = job
  const {isTty} = job.out
  if (job.quiet) return lineEmitter(view.id)
  switch (format.kind) {
    case 'table':
    case 'wide':
      return undefined
    case 'json':
      return jsonEmitter(columns)
    case 'ndjson':
      return ndjsonEmitter(columns)
    case 'name':
      return lineEmitter(view.name)
    case 'yaml':
      return (await import('./yaml.js')).yamlEmitter(columns)
    case 'csv':
      return (await import('./csv.js')).csvEmitter(columns, {header, isTty})
    case 'template':
      return (await import('./template.js')).templateEmitter(columns, {template: format.template, isTty})
  }
}
