import type {Attributes, FileEntry, SFTPWrapper} from 'ssh2'

/** Status codes of the protocol, version 3. */
const STATUS = {ok: 0, end: 1, noSuchFile: 2, permissionDenied: 3, failure: 4} as const

/** What a request comes to; nothing is "done". */
export type SftpAnswer =
  | 'end'
  | {handle: Buffer}
  | {data: Buffer}
  | {names: FileEntry[]}
  | {attributes: Attributes}
  | undefined
  | void

/** Runs a request and answers it; what goes wrong is its answer. */
export function replier(sftp: SFTPWrapper): (id: number, act: () => Promise<SftpAnswer>) => void {
  return (id, act) => {
    const done = async (): Promise<SftpAnswer> => act()
    void done().then(
      (answer) => send(sftp, id, answer),
      (error: unknown) => sftp.status(id, statusOf(error), error instanceof Error ? error.message : ''),
    )
  }
}

function send(sftp: SFTPWrapper, id: number, answer: SftpAnswer): void {
  if (answer === undefined) sftp.status(id, STATUS.ok)
  else if (answer === 'end') sftp.status(id, STATUS.end)
  else if ('handle' in answer) sftp.handle(id, answer.handle)
  else if ('data' in answer) sftp.data(id, answer.data)
  else if ('names' in answer) sftp.name(id, answer.names)
  else sftp.attrs(id, answer.attributes)
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return STATUS.noSuchFile
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return STATUS.permissionDenied
  return STATUS.failure
}
