import {resolve} from 'node:path'
import {UsageError} from '../errors.js'
import {keepFlags} from './backup-flags.js'

/** The command line that a timer runs: the same site, folder and rules as typed, with whole paths. */
export function scheduledWords(
  flags: Readonly<Record<string, unknown>> & {dir?: string | undefined},
  sitePath: string | undefined,
): string[] {
  const rules = Object.keys(keepFlags).filter((name) => flags[name] !== undefined)
  return [
    ...['ops', 'backup', 'all'],
    ...(sitePath === undefined ? [] : ['--site', resolve(sitePath)]),
    ...(flags.dir === undefined ? [] : ['--dir', resolve(flags.dir)]),
    ...rules.flatMap((name) => [`--${name}`, String(flags[name])]),
  ]
}

/** @throws UsageError when they are not five. */
export function cronFields(text: string): string {
  const fields = text.trim().split(/\s+/)
  if (fields.length === 5) return fields.join(' ')
  throw new UsageError('--cron: expected are five fields, as "10 3 * * *".')
}
