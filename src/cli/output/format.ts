import {refuse} from './refuse.js'

const PLAIN_FORMATS = ['table', 'wide', 'json', 'yaml', 'csv', 'ndjson', 'name'] as const

/** A format without further text. */
export type PlainFormat = (typeof PLAIN_FORMATS)[number]

/** What `-o` asks for. */
export type Format =
  | {readonly kind: PlainFormat}
  /** Text of the template, its escapes not yet resolved. */
  | {readonly kind: 'template'; readonly template: string}

/**
 * Reads the value of `-o`: `table`, `json`, …, or `template={{name}} {{status}}`.
 * @throws UsageError naming what is accepted.
 */
export function parseFormat(text: string): Format {
  const kind = PLAIN_FORMATS.find((name) => name === text.trim().toLowerCase())
  if (kind !== undefined) return {kind}
  const template = /^\s*template=(.+)$/is.exec(text)?.[1]
  if (template !== undefined) return {kind: 'template', template}
  throw refuse('--output', text, `one of ${PLAIN_FORMATS.join(', ')} or template={{key}}`)
}

/** Writes a format the way `-o` takes it. */
export function formatName(format: Format): string {
  return format.kind === 'template' ? `template=${format.template}` : format.kind
}

/** Whether the format is laid out for people; the others are for programs. */
export function isForPeople(format: Format): boolean {
  return format.kind === 'table' || format.kind === 'wide'
}
