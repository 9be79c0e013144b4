import {InvalidValueError} from '../errors.js'

/**
 * A path below the root of a storage folder, without `./` and slashes at its ends; empty for the root.
 * @throws InvalidValueError for one that leads out: some releases of the storage proxy would follow it
 */
export function folderPath(text: string): string {
  const parts = text.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..') || text.includes('\0')) {
    throw new InvalidValueError(text, 'a path within a folder')
  }
  return parts.join('/')
}

/** The path of something in a folder below a root. */
export function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
