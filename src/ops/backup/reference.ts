import {stat} from 'node:fs/promises'

/** Whether a reference is the path of a file that another tool wrote. Ids of backups have no dot and no slash. */
export async function isFile(reference: string): Promise<boolean> {
  if (/[./]/.test(reference)) return true
  return stat(reference).then(
    (it) => it.isFile(),
    () => false,
  )
}
