/** One line of the journal: a whole record, some fields of one, or a removal. */
export type Change =
  | {table: string; put: unknown}
  | {table: string; id: string; set: Readonly<Record<string, unknown>>}
  | {table: string; del: string}

/** What a table tells its indexes and the journal. */
export interface TableObserver<T> {
  onChange(before: T | undefined, after: T | undefined): void
}

/**
 * Records of one kind by id, in the order they came. Every change is handed to `record` (the journal) in the form it
 * can be replayed from. Records are immutable: whoever holds one holds a consistent snapshot of it.
 */
export class Table<T extends object> {
  private readonly records = new Map<string, T>()
  private readonly observers: TableObserver<T>[] = []
  private changes = 0

  constructor(
    readonly name: string,
    private readonly idOf: (record: T) => string,
    private readonly record: (change: Change) => void,
  ) {}

  /** Grows with every change; equal versions mean equal content. */
  get version(): number {
    return this.changes
  }

  get size(): number {
    return this.records.size
  }

  observe(observer: TableObserver<T>): void {
    this.observers.push(observer)
  }

  get(id: string): T | undefined {
    return this.records.get(id)
  }

  values(): IterableIterator<T> {
    return this.records.values()
  }

  find(test: (record: T) => boolean): T | undefined {
    for (const record of this.records.values()) if (test(record)) return record
    return undefined
  }

  filter(test: (record: T) => boolean): T[] {
    return [...this.records.values()].filter(test)
  }

  /** Adds or replaces a record. */
  put(record: T): T {
    this.record({table: this.name, put: record})
    return this.store(record)
  }

  /** Replaces some fields of a record; undefined when there is none with this id. */
  patch(id: string, set: Partial<T>): T | undefined {
    const before = this.records.get(id)
    if (!before) return undefined
    this.record({table: this.name, id, set})
    return this.store({...before, ...set})
  }

  delete(id: string): boolean {
    const before = this.records.get(id)
    if (!before) return false
    this.record({table: this.name, del: id})
    this.remove(id, before)
    return true
  }

  clear(): void {
    for (const id of [...this.records.keys()]) this.delete(id)
  }

  /** Repeats a change read from the journal, without writing it again. */
  replay(change: Change): void {
    if ('put' in change) {
      // Written by `put` above: the journal is this table's own serialised form.
      this.store(change.put as T)
    } else if ('set' in change) {
      const before = this.records.get(change.id)
      if (before) this.store({...before, ...(change.set as Partial<T>)})
    } else {
      const before = this.records.get(change.del)
      if (before) this.remove(change.del, before)
    }
  }

  private store(record: T): T {
    const id = this.idOf(record)
    const before = this.records.get(id)
    this.records.set(id, record)
    this.changes += 1
    for (const observer of this.observers) observer.onChange(before, record)
    return record
  }

  private remove(id: string, before: T): void {
    this.records.delete(id)
    this.changes += 1
    for (const observer of this.observers) observer.onChange(before, undefined)
  }
}
