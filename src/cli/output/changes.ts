import {compactJson, objectOf} from './json.js'
import type {Column, View} from './view.js'

/** What happened to a row between two snapshots. */
export interface Change<Row> {
  change: 'added' | 'changed' | 'removed'
  row: Row
}

/** Rows of the last snapshot by their ids, with the values that were compared. */
export type Snapshot<Row> = ReadonlyMap<string, {row: Row; values: string}>

/** A snapshot of these rows. A row has changed when a value of these columns has that does not drift by itself. */
export function snapshotOf<Row>(
  rows: Iterable<Row>,
  id: View<Row>['id'],
  columns: readonly Column<Row>[],
): Snapshot<Row> {
  const compared = columns.filter(({drifts}) => !drifts)
  const snapshot = new Map<string, {row: Row; values: string}>()
  for (const row of rows) snapshot.set(id(row), {row, values: compactJson(objectOf(compared, row))})
  return snapshot
}

/** What differs: rows added and changed in the order of the new snapshot, then those removed. */
export function changesBetween<Row>(before: Snapshot<Row>, after: Snapshot<Row>): Change<Row>[] {
  const changes: Change<Row>[] = []
  for (const [id, {row, values}] of after) {
    const old = before.get(id)
    if (old === undefined) changes.push({change: 'added', row})
    else if (old.values !== values) changes.push({change: 'changed', row})
  }
  for (const [id, {row}] of before) {
    if (!after.has(id)) changes.push({change: 'removed', row})
  }
  return changes
}

/** The columns of changes: `change`, then those of the row. */
export function changeColumns<Row>(columns: readonly Column<Row>[]): Column<Change<Row>>[] {
  const change: Column<Change<Row>> = {
    key: 'change',
    value: (of) => of.change,
    tone: ({change: what}) => (what === 'removed' ? 'muted' : undefined),
    keep: true,
    shown: 'table',
  }
  return [change, ...columns.filter(({key}) => key !== change.key).map(ofRow)]
}

function ofRow<Row>(column: Column<Row>): Column<Change<Row>> {
  const {value, text, tone, ...rest} = column
  return {
    ...rest,
    value: ({row}) => value(row),
    ...(text && {text: ({row}) => text(row)}),
    ...(tone && {tone: ({row}) => tone(row)}),
  }
}
