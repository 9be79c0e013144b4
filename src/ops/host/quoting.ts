import {quote} from 'shell-quote'
import {OpsInputError} from '../errors.js'

/** Letters that mean nothing to any shell, so that lines for people stay readable. */
const PLAIN = /^[\w@%+:,./-]+$/
const PLAIN_ARGUMENT = /^[\w@%+:,./=-]+$/

/** Words as one line for a POSIX shell. @throws OpsInputError for what no argument can hold. */
export function shellLine(words: readonly string[]): string {
  const bad = words.find((word) => word.includes('\0'))
  if (bad !== undefined) throw new OpsInputError('An argument holds a NUL character.')
  return quote([...words])
}

/** The line a person would paste. */
export function pasteable(command: readonly string[], cwd?: string): string {
  const words = command.map((word, index) => {
    const plain = index === 0 ? PLAIN : PLAIN_ARGUMENT
    return plain.test(word) ? word : shellLine([word])
  })
  const line = words.join(' ')
  return cwd === undefined ? line : `cd ${pasteable([cwd])} && ${line}`
}

/** What goes before a command that needs root's rights. Only the names of variables are arguments, never values. */
export function rootPrefix(env: Readonly<Record<string, string>> | undefined): string[] {
  const names = Object.keys(env ?? {})
  return ['sudo', '-n', ...(names.length > 0 ? [`--preserve-env=${names.join(',')}`] : [])]
}

/** @throws OpsInputError for an empty command, and for names that sudo and sh would take for options. */
export function refuseCommand(command: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const program = command[0] ?? ''
  if (program === '' || program.startsWith('-') || program.includes('=')) {
    throw new OpsInputError(`"${program}" is not the name of a program.`)
  }
  const variable = Object.keys(env).find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (variable !== undefined) throw new OpsInputError(`"${variable}" is not the name of a variable.`)
}
