import {quote} from 'shell-quote'
import {InvalidValueError} from '../errors.js'
import type {RemoteCommand} from './channel.js'

/** Status of a command that could not even start, as docker has it. */
export const NOT_STARTED = 125

/** One command as a line for a POSIX shell that replaces itself by it. @throws InvalidValueError for what no line can hold. */
export function commandLine({words, env = {}, cwd}: RemoteCommand): string {
  const [first] = words
  if (first === undefined) throw new InvalidValueError('', 'a command')
  const exports = Object.entries(env).map(([name, value]) => `export ${variable(name)}=${quoted([value])}`)
  const program = words.length === 1 ? ['sh', '-c', first] : words
  return [
    ...(cwd === undefined ? [] : [`cd -- ${quoted([cwd])} || exit ${NOT_STARTED}`]),
    ...exports,
    `exec ${quoted(program)}`,
  ].join('; ')
}

/** Words quoted for a POSIX shell. */
export function quoted(words: readonly string[]): string {
  const bad = words.find((word) => word.includes('\0'))
  if (bad !== undefined) throw new InvalidValueError(bad, 'text without a NUL character')
  return quote([...words])
}

function variable(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name
  throw new InvalidValueError(name, 'the name of a variable')
}
