import {z} from 'zod'
import type {DecryptWith} from '../backup/encryption.js'
import type {UsableBackup} from '../backup/repository.js'
import {SCRATCH_ROLE} from './dump-rewrite.js'
import {BUILT_IN, clusterNames, listDatabases, MAINTENANCE} from './inspect.js'
import {compareCounts, loadBackup} from './load.js'
import {readName, scratchName} from './names.js'
import {refuseSecondRestore, restoreSession} from './sessions.js'
import {ident, literal, query} from './sql.js'
import {dropSql, runAll} from './swap.js'
import type {PostgresTarget} from './target.js'

export interface TrialOptions extends DecryptWith {
  target: PostgresTarget
  backup: UsableBackup
  signal?: AbortSignal | undefined
}

/**
 * Really restores a backup, under names of its own beside what is there, compares tables and rows, and drops it again.
 * Roles that are there stay as they are; missing ones are made without any right and go at the end.
 * Rejects with `BackupDamagedError` when the counts differ, `PostgresFailedError` when it does not load.
 */
export async function tryRestore(options: TrialOptions): Promise<void> {
  const {target, backup} = options
  const counted = backup.manifest.database?.databases ?? []
  const databases = counted.map(({name}) => name).filter((name) => name !== '' && !BUILT_IN.includes(name))
  await refuseSecondRestore(target)
  await dropTrials(target)
  try {
    await loadBackup({
      ...options,
      databases: new Set(databases),
      sessionName: restoreSession(),
      cluster: await clusterNames(target),
      as: 'scratch',
    })
    await compareCounts(target, {databases, counted, nameOf: scratchName})
  } finally {
    await dropTrials(target)
  }
}

/** Also what a killed trial has left. */
async function dropTrials(target: PostgresTarget): Promise<void> {
  const names = (await listDatabases(target)).map(({name}) => name)
  await runAll(target, dropSql(names.filter((name) => readName(name)?.state === 'scratch')))
  const roles = await query(target, MAINTENANCE, {
    sql: `SELECT rolname AS name FROM pg_roles
      WHERE shobj_description(oid, 'pg_authid') = ${literal(SCRATCH_ROLE)}`,
    row: z.object({name: z.string()}),
  })
  await runAll(
    target,
    roles.map(({name}) => `DROP ROLE IF EXISTS ${ident(name)};`),
  )
}
