import {readFileSync} from 'node:fs'
import {CliError} from '../errors.js'
import {placeOfMistake} from './json-place.js'

/** A file of ours that cannot be understood. Its content is never repeated: it may hold secrets. */
export class ConfigFileError extends CliError {
  readonly code = 'BAD_CONFIG'
}

/** Text of a file; undefined when there is none. Read at once: for a small file that takes least. */
export function readTextIfPresent(file: string): string | undefined {
  try {
    // Some editors put a byte order mark first.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined
    throw error
  }
}

/**
 * Reads JSON text.
 * @throws ConfigFileError with line and column. The engine's own words are left out: they quote the text around.
 */
export function parseJsonFile(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ConfigFileError(`${file} is not valid JSON (${placeOfMistake(text)}).`, [
      'Repair it, or move it away and log in again. It was left as it is.',
    ])
  }
}

/** Whether an error is of the operating system, and this one. */
export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
