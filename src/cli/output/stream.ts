import type {Emitter} from './emitter.js'
import type {Output} from './terminal.js'
import {Writer} from './writer.js'

/** Writes rows as they come, as slowly as the reader takes them. Returns whether the reader is still there. */
export async function writeRows<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  emitter: Emitter<Row>,
  out: Output,
): Promise<boolean> {
  const writer = new Writer(out)
  let count = 0
  try {
    for await (const row of rows) {
      const head = count === 0 ? (emitter.head ?? '') : ''
      const room = writer.write(head + emitter.row(row, count))
      if (room) await room
      count += 1
      if (!writer.open) break
    }
  } catch (error) {
    // What is on stdout stays one valid document; the error goes to stderr (see `Output.onPayload`).
    if (count > 0) await writer.write(emitter.tail?.(count) ?? '')
    await writer.end()
    throw error
  }
  await writer.write((count === 0 ? (emitter.head ?? '') : '') + (emitter.tail?.(count) ?? ''))
  await writer.end()
  return writer.open
}

/** Writes lines. Returns whether the reader is still there. */
export function writeLines(lines: Iterable<string>, out: Output): Promise<boolean> {
  return writeRows(lines, {row: (line) => `${line}\n`}, out)
}
