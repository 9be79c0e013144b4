import {readFile} from 'node:fs/promises'
import {UsageError} from '../errors.js'

/** What `-d` and the query of `api gql` stand for: the text itself, `@FILE`, or `-` for standard input. */
export async function readData(word: string, flag: string): Promise<string> {
  if (word === '-' || word === '@-') {
    const {text} = await import('node:stream/consumers')
    return text(process.stdin)
  }
  if (!word.startsWith('@')) return word
  try {
    return await readFile(word.slice(1), 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new UsageError(`${flag}: ${word.slice(1)} cannot be read (${reason}).`)
  }
}

/** Reads JSON that somebody typed. @throws UsageError naming the flag. */
export function readJson(text: string, flag: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UsageError(`${flag}: this is no JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

/**
 * Reads `name=text` and `name:=JSON` pairs.
 * @throws UsageError naming the flag and what it takes.
 */
export function readFields(words: readonly string[], flag: string): Record<string, unknown> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, kind, value = ''] = /^([^=:]+)(:?=)(.*)$/s.exec(word) ?? []
      if (name === undefined) {
        throw new UsageError(`${flag}: "${word}" is not NAME=TEXT, nor NAME:=JSON.`)
      }
      return [name, kind === ':=' ? readJson(value, `${flag} ${name}`) : value]
    }),
  )
}
