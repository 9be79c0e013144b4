import {Writable} from 'node:stream'
import type {Output} from '../../../../src/cli/output/terminal.js'
import type {Column, Json, View} from '../../../../src/cli/output/view.js'

/** A row as the tests of the renderer use it. */
export interface Sample {
  name: string
  id: string
  status: string
  gpu: string | null
  memory: number
  tags: string[]
  slots: Record<string, Json>
}

/** A row with what a test does not care about filled in. */
export function sample(fields: Partial<Sample> = {}): Sample {
  return {
    name: 'train',
    id: '11111111-2222-3333-4444-555555555555',
    status: 'RUNNING',
    gpu: '0.4',
    memory: 1024,
    tags: [],
    slots: {},
    ...fields,
  }
}

/** Rows made of statuses by name. */
export function snapshot(statuses: Record<string, string>): Sample[] {
  return Object.entries(statuses).map(([name, status]) => sample({name, id: `id-${name}`, status}))
}

/** How samples are shown. */
export const sampleColumns: readonly Column<Sample>[] = [
  {key: 'name', value: (row) => row.name, shown: 'table'},
  {key: 'id', value: (row) => row.id, shown: 'table'},
  {
    key: 'status',
    value: (row) => row.status,
    tone: (row) => (row.status === 'RUNNING' ? 'good' : undefined),
    shown: 'table',
  },
  {key: 'gpu', value: (row) => row.gpu, align: 'right', shown: 'table'},
  {
    key: 'memory',
    heading: 'MEM',
    value: (row) => row.memory,
    text: (row) => `${row.memory / 1024}k`,
    shown: 'wide',
  },
  {key: 'tags', value: (row) => row.tags, shown: 'data'},
  {key: 'slots', value: (row) => row.slots, shown: 'data'},
]

/** The view of samples. */
export const sampleView: View<Sample> = {
  columns: sampleColumns,
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'No sessions. Create one: bai session create',
}

/** How any JSON value is shown, under the key `v`. */
export const jsonView: View<Json> = {
  columns: [{key: 'v', value: (row) => row, shown: 'table'}],
  name: String,
  id: String,
  empty: '',
}

/** A stream that remembers what was written. */
export class Memory extends Writable {
  text = ''

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

/** An output whose streams can be read by the test. */
export interface Captured extends Output {
  stdout: Memory
  stderr: Memory
}

/** An output into memory: no terminal, no colour unless told. */
export function captured(facts: Partial<Omit<Output, 'stdout' | 'stderr'>> = {}): Captured {
  return {
    stdout: new Memory(),
    stderr: new Memory(),
    isTty: false,
    columns: 80,
    colour: false,
    ...facts,
  }
}

/** Rows that arrive later, as from a manager. */
export async function* arriving<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  for (const row of rows) {
    await Promise.resolve()
    yield row
  }
}
