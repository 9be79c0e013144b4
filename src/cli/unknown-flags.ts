import {UsageError} from './errors.js'
import {suggestions} from './suggest.js'

/**
 * The long flags of a command line that its command does not have. Whatever else may be wrong is left to the parser,
 * which is slower: it has to be loaded.
 * @param known Names and letters, parted by spaces; those that take a value end in `=`.
 */
export function unknownFlags(argv: readonly string[], known: string): string[] {
  const takesValue = flagTable(known)
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  const unknown: string[] = []
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? ''
    const long = /^--([^=]+)(=)?/.exec(word)
    const name = long?.[1] ?? ''
    if (long && !takesValue.has(name)) unknown.push(`--${name}`)
    const isValueNext = long
      ? takesValue.get(name) === true && long[2] === undefined
      : lettersNeedMore(word, takesValue)
    if (!isValueNext) continue
    i += 1
    // A value is missing, it seems: for the parser to say.
    if (words[i]?.startsWith('--')) return []
  }
  return unknown
}

/** Whether the last of letters that stand together takes the next word as its value. */
function lettersNeedMore(word: string, takesValue: ReadonlyMap<string, boolean>): boolean {
  if (!/^-[^-]/.test(word)) return false
  const first = [...word].slice(1).findIndex((letter) => takesValue.get(letter) !== false)
  return first === word.length - 2 && takesValue.get(word.at(-1) ?? '') === true
}

/** The error for them. */
export function unknownFlagError(unknown: readonly string[], known: string): UsageError {
  const names = [...flagTable(known).keys()].filter((name) => name.length > 1)
  const near = unknown.flatMap((flag) => suggestions(flag.slice(2), names, 1))
  return new UsageError(`There is no flag ${unknown.join(', ')}.`, [
    ...(near.length > 0 ? [`Did you mean ${near.map((name) => `--${name}`).join(', ')}?`] : []),
    "See the command's flags with --help.",
  ])
}

function flagTable(known: string): Map<string, boolean> {
  return new Map(known.split(' ').map((word) => [word.replace(/=$/, ''), word.endsWith('=')]))
}
