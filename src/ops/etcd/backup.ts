import {chooseCompression, makeBackup, writeTextPayload, type MakeOptions} from '../backup/make.js'
import type {UsableBackup} from '../backup/repository.js'
import {checkFiles, readPayloadText, type ReadPayloadOptions} from '../backup/payload.js'
import {BackupDamagedError} from '../backup/errors.js'
import type {EtcdClient} from './client.js'
import {readDocument, writeDocument} from './document.js'
import type {EtcdEntry} from './entry.js'
import {noKeysError} from './errors.js'
import {readSnapshot} from './export.js'

export interface EtcdBackupOptions extends MakeOptions {
  client: EtcdClient
  /** All keys that begin with it: `/sorna/local/`. */
  prefix: string
  onKeys?: ((keys: number) => void) | undefined
}

/** Saves all keys below a prefix as they are at one revision. */
export async function backupEtcd(options: EtcdBackupOptions): Promise<UsableBackup> {
  const {client, prefix, signal} = options
  const compression = await chooseCompression(options.compression)
  return makeBackup('etcd', options, async (staged) => {
    const server = await client.serverVersion()
    const snapshot = await readSnapshot(client, Buffer.from(prefix), {signal, onProgress: options.onKeys})
    const {entries, revision} = snapshot
    if (entries.length === 0) throw noKeysError(prefix)
    const bytes = entries.reduce((sum, {key, value}) => sum + key.length + value.length, 0)
    await options.repository.requireSpace(bytes * 2)
    const document = writeDocument(entries)
    const files = [
      await writeTextPayload(staged, {name: 'etcd.json', text: document.json, compression}, options),
    ]
    if (document.exact !== undefined) {
      const exact = {name: 'etcd-exact.json', text: [document.exact], compression}
      files.push(await writeTextPayload(staged, exact, options))
    }
    const leasedKeys = entries.filter(({leaseSeconds}) => leaseSeconds !== undefined).length
    return {
      files,
      compression,
      versions: {server, tool: 'bai'},
      etcd: {prefix, revision, keys: entries.length, exactKeys: document.exactKeys, leasedKeys},
    }
  })
}

/** Reads an etcd backup: checksums, a full decode, and the number of keys. @throws BackupDamagedError */
export async function readEtcdBackup(
  backup: UsableBackup,
  options: ReadPayloadOptions,
): Promise<EtcdEntry[]> {
  await checkFiles(backup, options.signal)
  const text = async (name: string): Promise<string | undefined> => {
    const file = backup.manifest.files.find((candidate) => candidate.name.startsWith(`${name}.json`))
    return file && readPayloadText(backup, file.name, options)
  }
  const json = await text('etcd')
  if (json === undefined) throw new BackupDamagedError(`Backup ${backup.id} has no etcd.json.`)
  const entries = readDocument(json, await text('etcd-exact'), `etcd.json of backup ${backup.id}`)
  const expected = backup.manifest.etcd?.keys
  if (entries.length !== expected) {
    throw new BackupDamagedError(`Backup ${backup.id} holds ${entries.length} keys instead of ${expected}.`)
  }
  return entries
}
