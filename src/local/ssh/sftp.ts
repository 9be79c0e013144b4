import {lstat, mkdir, readlink, rename, rm, rmdir, stat, symlink} from 'node:fs/promises'
import {posix} from 'node:path'
import type {SFTPWrapper} from 'ssh2'
import type {RunningKernel} from '../runtime/runtime.js'
import {
  entryOf,
  NO_ATTRIBUTES,
  setAttributes,
  wireAttributes,
  type WantedAttributes,
} from './sftp-attributes.js'
import {OpenThings} from './sftp-handles.js'
import {replier} from './sftp-replies.js'

/** A path of the kernel that is no path of this machine. */
class UnreachablePathError extends Error {}

/**
 * Serves the files of a kernel over the file subsystem of ssh (protocol version 3). A rename replaces what has the new
 * name: the extension that asks for that by name cannot be offered with this library.
 */
export function serveFiles(sftp: SFTPWrapper, kernel: RunningKernel): void {
  const paths: Paths = {
    named: (path) => posix.resolve(kernel.home, path),
    host: (path) => {
      const found = kernel.hostPath(posix.resolve(kernel.home, path))
      if (found === undefined) throw new UnreachablePathError(`${path} is not reached over sftp.`)
      return found
    },
  }
  serveHandles(sftp, paths)
  serveFacts(sftp, paths)
  serveChanges(sftp, paths)
}

interface Paths {
  /** Absolute name within the kernel. */
  named: (path: string) => string
  /** Where that is on this machine. @throws UnreachablePathError */
  host: (path: string) => string
}

/** Files and folders that are opened, read or written, and closed. */
function serveHandles(sftp: SFTPWrapper, {host}: Paths): void {
  const open = new OpenThings()
  const reply = replier(sftp)
  sftp.on('OPEN', (id, path, flags, wanted: WantedAttributes) =>
    reply(id, async () => ({handle: await open.file(host(path), flags, wanted.mode)})),
  )
  sftp.on('OPENDIR', (id, path) => reply(id, async () => ({handle: await open.folder(host(path))})))
  sftp.on('READ', (id, handle, offset, length) =>
    reply(id, async () => {
      const data = await open.read(handle, {offset, length})
      return data.length === 0 ? 'end' : {data}
    }),
  )
  sftp.on('WRITE', (id, handle, offset, data) => reply(id, () => open.write(handle, {offset, data})))
  sftp.on('READDIR', (id, handle) =>
    reply(id, async () => {
      const names = await open.entries(handle)
      return names.length === 0 ? 'end' : {names}
    }),
  )
  sftp.on('FSTAT', (id, handle) =>
    reply(id, async () => ({attributes: wireAttributes(await open.stat(handle))})),
  )
  sftp.on('FSETSTAT', (id, handle, wanted) => reply(id, () => setAttributes(open.pathOf(handle), wanted)))
  sftp.on('CLOSE', (id, handle) => reply(id, () => open.close(handle)))
  // The client may go while things are open.
  for (const event of ['end', 'close', 'error']) sftp.on(event, () => void open.closeAll())
  sftp.on('end', () => sftp.end())
}

function serveFacts(sftp: SFTPWrapper, {named, host}: Paths): void {
  const reply = replier(sftp)
  sftp.on('REALPATH', (id, path) => reply(id, async () => ({names: [entryOf(named(path), NO_ATTRIBUTES)]})))
  sftp.on('STAT', (id, path) => reply(id, async () => ({attributes: wireAttributes(await stat(host(path)))})))
  sftp.on('LSTAT', (id, path) =>
    reply(id, async () => ({attributes: wireAttributes(await lstat(host(path)))})),
  )
  sftp.on('READLINK', (id, path) =>
    reply(id, async () => ({names: [entryOf(await readlink(host(path)), NO_ATTRIBUTES)]})),
  )
}

function serveChanges(sftp: SFTPWrapper, {host}: Paths): void {
  const reply = replier(sftp)
  sftp.on('SETSTAT', (id, path, wanted) => reply(id, () => setAttributes(host(path), wanted)))
  sftp.on('REMOVE', (id, path) => reply(id, () => rm(host(path))))
  sftp.on('MKDIR', (id, path, {mode}: WantedAttributes) =>
    reply(id, () => mkdir(host(path), mode === undefined ? {} : {mode: mode & 0o7777})),
  )
  sftp.on('RMDIR', (id, path) => reply(id, () => rmdir(host(path))))
  sftp.on('RENAME', (id, from, to) => reply(id, () => rename(host(from), host(to))))
  sftp.on('SYMLINK', (id, target, path) => reply(id, () => symlink(target, host(path))))
}
