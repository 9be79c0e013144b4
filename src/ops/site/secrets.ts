import {readFile} from 'node:fs/promises'
import {OpsInputError} from '../errors.js'
import type {SecretSource} from './schema.js'

/** Variables as the caller has them: this layer reads no environment of its own. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The secret a site file points to; undefined where it points to none.
 * @throws OpsInputError when the variable is not set or the file cannot be read
 */
export async function readSecret(
  source: SecretSource | undefined,
  {key, env}: {key: string; env: Environment},
): Promise<string | undefined> {
  if (source === undefined) return undefined
  if ('env' in source) {
    const value = env[source.env]
    if (value !== undefined && value !== '') return value
    throw new OpsInputError(`${key} is to be read from the variable ${source.env}, which is not set.`)
  }
  try {
    return (await readFile(source.file, 'utf8')).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new OpsInputError(`${key} cannot be read from ${source.file}.`, {cause})
  }
}
