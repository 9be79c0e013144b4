import {UsageError} from './errors.js'

/** What stands before and after `--`. */
export function splitAtDashes(argv: readonly string[]): [string[], string[]] {
  const at = argv.indexOf('--')
  return at < 0 ? [[...argv], []] : [argv.slice(0, at), argv.slice(at + 1)]
}

/** Reads `K=V` words. */
export function pairs(flag: string, words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word): [string, string] => {
      const at = word.indexOf('=')
      if (at <= 0) throw new UsageError(`${flag}: "${word}" is not NAME=VALUE.`)
      return [word.slice(0, at), word.slice(at + 1)]
    }),
  )
}

/** Reads the words of `--env`: `K=V`, or `K` alone for the value it has here. */
export function environmentOf(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const full = words.map((word) => {
    if (word.includes('=')) return word
    const value = env[word]
    if (value === undefined) throw new UsageError(`--env: ${word} is not set here.`, ['Write KEY=VALUE.'])
    return `${word}=${value}`
  })
  return pairs('--env', full)
}
