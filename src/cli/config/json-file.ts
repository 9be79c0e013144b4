import {readFile} from 'node:fs/promises'
import {CliError} from '../errors.js'

/** A file of ours that cannot be understood. Its content is never repeated: it may hold secrets. */
export class ConfigFileError extends CliError {
  readonly code = 'BAD_CONFIG'
}

/** Text of a file; undefined when there is none. */
export async function readTextIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined
    throw error
  }
}

/**
 * Reads JSON text.
 * @throws ConfigFileError with line and column. The parser's own words are left out: they quote the text around.
 */
export function parseJsonFile(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ConfigFileError(`${file} is not valid JSON (${placeOf(error, text)}).`, [
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

function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : ''
  const position = /at position (\d+)/.exec(message)?.[1]
  const before = text.slice(0, position === undefined ? text.length : Number(position))
  const lines = before.split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
