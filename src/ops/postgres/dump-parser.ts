/** What a reader of a dump is told, and may change. */
export interface DumpVisitor {
  /** A line of SQL, without its end; a very long one only in its beginning. Give another text to replace it. */
  line(text: string): string | undefined
  /** Whether this line, which looks like it, begins data; and whether they are wanted: they are counted anyway. */
  copy(statement: string): 'wanted' | 'unwanted' | 'no data'
  /** The rows of the COPY that has ended. */
  rows(count: number): void
}

const NEWLINE = 10
const END_OF_COPY = Buffer.from('\\.\n')
const END_AFTER_ROW = Buffer.from('\n\\.\n')
const NOTHING = Buffer.alloc(0)
/** Lines longer than this are passed through without being looked at: nothing that is rewritten is so long. */
const LONG_LINE = 64 * 1024

/**
 * Reads the text of pg_dump and pg_dumpall in any pieces, in constant memory. Rows are counted without being looked
 * at one by one, because a dump may be many gigabytes.
 */
export class DumpParser {
  #mode: 'sql' | 'long-line' | 'copy' = 'sql'
  /** What may be the beginning of something that only the next piece decides. */
  #held: Buffer = NOTHING
  #atLineStart = true
  #rows = 0
  #wanted = true

  constructor(private readonly visitor: DumpVisitor) {}

  /** Takes a piece and gives what is to be passed on. */
  *feed(piece: Buffer): Generator<Buffer> {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, piece]) : piece
    this.#held = NOTHING
    let at = 0
    while (at < bytes.length) {
      const step = this.#mode === 'copy' ? this.#copy(bytes, at) : this.#sql(bytes, at)
      if (step.out.length > 0) yield step.out
      if (step.next === at) break
      at = step.next
    }
    if (at < bytes.length && this.#held === NOTHING) this.#held = Buffer.from(bytes.subarray(at))
  }

  /** The rest, after the last piece. `complete` is false when a COPY never ended. */
  end(): {rest: Buffer; complete: boolean} {
    const complete = this.#mode !== 'copy'
    if (complete && this.#mode === 'sql' && this.#held.length > 0) {
      const text = this.#held.toString('utf8')
      return {rest: Buffer.from(this.visitor.line(text) ?? text), complete}
    }
    return {rest: this.#held, complete}
  }

  #sql(bytes: Buffer, at: number): {out: Buffer; next: number} {
    const end = bytes.indexOf(NEWLINE, at)
    if (this.#mode === 'long-line') {
      if (end >= 0) this.#mode = 'sql'
      const next = end < 0 ? bytes.length : end + 1
      return {out: bytes.subarray(at, next), next}
    }
    if (end < 0) {
      if (bytes.length - at <= LONG_LINE) return {out: NOTHING, next: at}
      this.#mode = 'long-line'
      const head = bytes.toString('utf8', at, at + 1024)
      const dropped = this.visitor.line(head) === ''
      return {out: dropped ? NOTHING : bytes.subarray(at), next: bytes.length}
    }
    return {out: this.#line(bytes.subarray(at, end + 1)), next: end + 1}
  }

  #line(raw: Buffer): Buffer {
    const text = raw.toString('utf8', 0, Math.min(raw.length - 1, LONG_LINE))
    const data = isCopy(text) ? this.visitor.copy(text) : 'no data'
    if (data !== 'no data') {
      this.#mode = 'copy'
      this.#atLineStart = true
      this.#rows = 0
      this.#wanted = data === 'wanted'
      return this.#wanted ? raw : NOTHING
    }
    const changed = this.visitor.line(text)
    return changed === undefined ? raw : Buffer.from(changed === '' ? '' : `${changed}\n`)
  }

  #copy(bytes: Buffer, at: number): {out: Buffer; next: number} {
    if (this.#atLineStart) {
      const head = bytes.subarray(at, at + END_OF_COPY.length)
      if (head.equals(END_OF_COPY)) return this.#endCopy(bytes, at)
      if (head.length < END_OF_COPY.length && END_OF_COPY.subarray(0, head.length).equals(head)) {
        return {out: NOTHING, next: at}
      }
    }
    const marker = bytes.indexOf(END_AFTER_ROW, at)
    const next = marker >= 0 ? marker + 1 : undecidedFrom(bytes, at)
    this.#rows += newlines(bytes, at, next)
    this.#atLineStart = bytes[next - 1] === NEWLINE
    return {out: this.#wanted ? bytes.subarray(at, next) : NOTHING, next}
  }

  #endCopy(bytes: Buffer, at: number): {out: Buffer; next: number} {
    this.#mode = 'sql'
    this.visitor.rows(this.#rows)
    const next = at + END_OF_COPY.length
    return {out: this.#wanted ? bytes.subarray(at, next) : NOTHING, next}
  }
}

/** Where the piece's end begins that may belong to the end mark: after its last line end, at most two bytes. */
function undecidedFrom(bytes: Buffer, at: number): number {
  for (const length of [1, 2]) {
    const from = bytes.length - length
    if (
      from > at &&
      bytes[from - 1] === NEWLINE &&
      END_OF_COPY.subarray(0, length).equals(bytes.subarray(from))
    ) {
      return from
    }
  }
  return bytes.length
}

function newlines(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0 && at < to; at = bytes.indexOf(NEWLINE, at + 1))
    count += 1
  return count
}

function isCopy(line: string): boolean {
  return line.startsWith('COPY ') && line.endsWith(' FROM stdin;')
}
