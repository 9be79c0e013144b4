import {checkFiles} from '../backup/payload.js'
import {BackupDamagedError} from '../backup/errors.js'
import type {BackupKind} from '../backup/manifest.js'
import {isUsable, type BackupRecord, type Repository} from '../backup/repository.js'
import {selectKept, type KeepRules} from '../backup/retention.js'
import {OpsInputError} from '../errors.js'
import type {Progress} from '../progress.js'

/** What is to become of one backup. */
export interface PruneLine {
  id: string
  kind: BackupKind
  createdAt: Date
  /** `damaged`: it neither counts nor is it removed. */
  action: 'keep' | 'remove' | 'damaged'
  /** Rules that keep it, or what is wrong with it. */
  why: string
}

/** What to prune, and what must stay. */
export interface PruneOptions {
  kinds: readonly BackupKind[]
  rules: KeepRules
  signal?: AbortSignal | undefined
  progress?: Progress | undefined
}

/** Decides what a prune removes. All checksums are read: only backups that are whole count. Changes nothing. */
export async function planPrune(repository: Repository, options: PruneOptions): Promise<PruneLine[]> {
  if (!hasRules(options.rules)) {
    throw new OpsInputError('No rule says what to keep.', {
      hints: ['Give --keep 14, or --keep-daily 7 --keep-weekly 4; or set backup.keep in the site file.'],
    })
  }
  const lines: PruneLine[] = []
  for (const kind of options.kinds) {
    const records = await repository.list(kind)
    const damaged = new Map<string, string>()
    for (const record of records) {
      options.progress?.(`checking ${record.id}`)
      const problem = await problemOf(record, options.signal)
      if (problem !== undefined) damaged.set(record.id, problem)
    }
    const {keep, remove} = selectKept(
      records.filter(({id}) => !damaged.has(id)),
      options.rules,
    )
    lines.push(
      ...keep.map(({item, reasons}) => lineOf(item, kind, {action: 'keep', why: reasons.join(', ')})),
      ...remove.map((item) => lineOf(item, kind, {action: 'remove', why: 'no rule keeps it'})),
      ...records
        .filter(({id}) => damaged.has(id))
        .map((item) => lineOf(item, kind, {action: 'damaged', why: damaged.get(item.id) ?? ''})),
    )
  }
  return lines
}

/** Whether any rule is given. */
export function hasRules(rules: KeepRules): boolean {
  return Object.values(rules).some((count) => count !== undefined)
}

/** Removes what the plan says. Rejects with `BackupLockedError` while a backup is made. */
export async function removePruned(repository: Repository, plan: readonly PruneLine[]): Promise<void> {
  const doomed = plan.filter(({action}) => action === 'remove')
  if (doomed.length === 0) return
  const lock = await repository.lock('prune')
  try {
    for (const {id} of doomed) await repository.remove(id)
  } finally {
    await lock.release()
  }
}

async function problemOf(record: BackupRecord, signal: AbortSignal | undefined): Promise<string | undefined> {
  if (!isUsable(record)) return record.problem?.message ?? 'its manifest is not usable'
  try {
    await checkFiles(record, signal)
    return undefined
  } catch (error) {
    if (error instanceof BackupDamagedError) return error.message
    throw error
  }
}

function lineOf(
  {id, createdAt}: BackupRecord,
  kind: BackupKind,
  rest: Pick<PruneLine, 'action' | 'why'>,
): PruneLine {
  return {id, kind, createdAt, ...rest}
}
