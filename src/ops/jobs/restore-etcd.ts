import {readFile} from 'node:fs/promises'
import type {DecryptWith} from '../backup/encryption.js'
import {isFile} from '../backup/reference.js'
import type {Repository} from '../backup/repository.js'
import {OpsInputError} from '../errors.js'
import {readEtcdBackup} from '../etcd/backup.js'
import {changesBetween, type EtcdChange} from '../etcd/changes.js'
import {planRestore, type EtcdPlan} from '../etcd/diff.js'
import {readDocument} from '../etcd/document.js'
import type {EtcdEntry} from '../etcd/entry.js'
import {readSnapshot} from '../etcd/export.js'
import {applyPlan} from '../etcd/import.js'
import type {EtcdNamespace} from '../etcd/open.js'

export interface EtcdRestoreOptions extends DecryptWith {
  /** Absent when a file is given that lies in none. */
  repository: Repository | undefined
  signal?: AbortSignal | undefined
}

/** Entries that are to be in etcd, and where they come from. */
export interface EtcdSource {
  /** The backup's id, or the file. */
  name: string
  entries: EtcdEntry[]
}

/** What a restore would change. */
export interface PreparedEtcdRestore {
  source: EtcdSource
  plan: EtcdPlan
  /** How many keys it changes. */
  changedKeys: number
  /** What it changes, in the order of the keys: in words, which takes time when there are many. */
  changes: () => EtcdChange[]
  /** Whether keys that the backup has not are removed. */
  prune: boolean
}

/** What a restore has done, in numbers of keys. */
export interface EtcdRestoreResult {
  source: string
  prefix: string
  /** Of the backup. */
  keys: number
  added: number
  changed: number
  removed: number
  same: number
  /** In etcd, but not in the backup, and left there. */
  extra: number
}

/** Reads a backup by its id or `latest`, or the file that `etcd get --prefix ''` wrote. */
export async function readEtcdSource(reference: string, options: EtcdRestoreOptions): Promise<EtcdSource> {
  if (await isFile(reference)) {
    const entries = readDocument(await readText(reference), undefined, reference)
    if (entries.length === 0) {
      throw new OpsInputError(`${reference} holds no key.`, {
        hints: ["The manager's tool writes such a file when etcd did not answer. Use an older one."],
      })
    }
    return {name: reference, entries}
  }
  const backup = await options.repository?.find(reference, 'etcd')
  if (!backup) throw new OpsInputError(`${reference} is no file, and no folder for backups is known.`)
  return {name: backup.id, entries: await readEtcdBackup(backup, options)}
}

/** Compares a backup with what is there. Changes nothing. */
export async function prepareEtcdRestore(
  {client, prefix}: EtcdNamespace,
  source: EtcdSource,
  options: {prune: boolean; signal?: AbortSignal | undefined},
): Promise<PreparedEtcdRestore> {
  const {prune} = options
  const {entries} = await readSnapshot(client, Buffer.from(prefix), {...options, expected: source.entries})
  const plan = planRestore(source.entries, entries)
  return {
    source,
    plan,
    changedKeys: plan.put.length + (prune ? plan.extra.length : 0),
    changes: () => changesBetween(entries, source.entries).filter(({change}) => prune || change !== 'remove'),
    prune,
  }
}

/** How etcd differs from a source: what was added, changed and removed since. */
export async function diffWithSource(
  {client, prefix}: EtcdNamespace,
  source: EtcdSource,
  options: {signal?: AbortSignal | undefined},
): Promise<EtcdChange[]> {
  const {entries} = await readSnapshot(client, Buffer.from(prefix), options)
  return changesBetween(source.entries, entries)
}

/** Carries it out: puts, reads back and compares, and only then removes. Safe to run again. */
export async function restoreEtcd(
  {client, prefix}: EtcdNamespace,
  prepared: PreparedEtcdRestore,
  options: {
    repository?: Repository | undefined
    signal?: AbortSignal | undefined
    onProgress?: ((done: number, all: number) => void) | undefined
  },
): Promise<EtcdRestoreResult> {
  const {source, plan, prune} = prepared
  const lock = await options.repository?.lock('restore etcd')
  try {
    await applyPlan(client, {
      prefix: Buffer.from(prefix),
      wanted: source.entries,
      plan,
      prune,
      signal: options.signal,
      onProgress: options.onProgress,
    })
    return {
      source: source.name,
      prefix,
      keys: source.entries.length,
      added: plan.put.length - plan.changed,
      changed: plan.changed,
      removed: prune ? plan.extra.length : 0,
      same: plan.same,
      extra: prune ? 0 : plan.extra.length,
    }
  } finally {
    await lock?.release()
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new OpsInputError(`${file} cannot be read.`, {cause})
  }
}
