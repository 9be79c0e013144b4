import type {Stats} from 'node:fs'
import {chmod, truncate, utimes} from 'node:fs/promises'
import type {Attributes, FileEntry} from 'ssh2'

/** Attributes in a request: clients send only those they mean, whatever the library's types say. */
export type WantedAttributes = Partial<Attributes>

/** Stands where the protocol wants attributes that nobody looks at. */
export const NO_ATTRIBUTES: Attributes = {mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0}

/** Attributes as the protocol writes them: times in whole seconds. */
export function wireAttributes(stats: Stats): Attributes {
  const {mode, uid, gid, size} = stats
  return {
    mode,
    uid,
    gid,
    size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  }
}

/** An entry of a folder; the long form is for people's eyes. */
export function entryOf(filename: string, attrs: Attributes): FileEntry {
  const mode = (attrs.mode & 0o7777).toString(8).padStart(4, '0')
  return {filename, longname: `${mode} ${attrs.uid} ${attrs.gid} ${attrs.size} ${filename}`, attrs}
}

/** Changes what is asked for: mode, length, times. The owner is always the session's. */
export async function setAttributes(
  path: string,
  {mode, size, atime, mtime}: WantedAttributes,
): Promise<void> {
  if (size !== undefined) await truncate(path, size)
  if (mode !== undefined) await chmod(path, mode & 0o7777)
  if (atime !== undefined && mtime !== undefined) await utimes(path, atime, mtime)
}
