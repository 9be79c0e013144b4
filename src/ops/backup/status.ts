import {randomUUID} from 'node:crypto'
import {readFile, rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'
import type {BackupKind} from './manifest.js'

const attemptSchema = z.object({
  lastAttempt: z.object({at: z.string(), ok: z.boolean(), error: z.string().optional()}),
  lastSuccess: z.object({at: z.string(), id: z.string()}).optional(),
})
const statusSchema = z.object({db: attemptSchema.optional(), etcd: attemptSchema.optional()})

/** What `status.json` of a repository says: for monitoring. */
export type BackupStatus = z.infer<typeof statusSchema>

/** Writes down how a backup ended: `status.json`, replaced at once. */
export async function recordAttempt(
  dir: string,
  kind: BackupKind,
  attempt: {at: Date; id: string} | {at: Date; error: unknown},
): Promise<void> {
  const status = await readStatus(dir)
  const at = attempt.at.toISOString()
  const before = status[kind]?.lastSuccess
  const next: BackupStatus =
    'id' in attempt
      ? {...status, [kind]: {lastAttempt: {at, ok: true}, lastSuccess: {at, id: attempt.id}}}
      : {
          ...status,
          [kind]: {
            lastAttempt: {at, ok: false, error: wordsOf(attempt.error)},
            ...(before && {lastSuccess: before}),
          },
        }
  // A name that the next run sweeps away when this one is killed here.
  const temporary = join(dir, `.partial-status-${randomUUID()}`)
  await writeFile(temporary, `${JSON.stringify(next, null, 2)}\n`, {mode: 0o600})
  await rename(temporary, join(dir, 'status.json'))
}

/** The status file; empty when there is none or it is unreadable. */
export async function readStatus(dir: string): Promise<BackupStatus> {
  try {
    return statusSchema.parse(JSON.parse(await readFile(join(dir, 'status.json'), 'utf8')))
  } catch {
    return {}
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
