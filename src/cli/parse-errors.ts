/**
 * The words of an error with which oclif's parser refuses a command line; undefined for any other error.
 * They carry the whole parser (200 kB in JSON), repeat the help text and are set in several lines: only what is
 * wrong is kept.
 */
export function parseErrorMessage(error: unknown): string | undefined {
  if (!isParseError(error)) return undefined
  const lines = unwrapped(error.message)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(See more help with|The following errors? occurred:)/.test(line))
  const message = lines.map(reworded).join('\n  ')
  return /[.!?]$/.test(message) ? message : `${message}.`
}

/** What a flag's own parser said; oclif puts a heading and a footer around it. */
export function unwrapped(message: string): string {
  const [, flag, words] = /^Parsing (--\S+) \n\t([^]*)\nSee more help with --help$/.exec(message) ?? []
  if (flag === undefined || words === undefined) return message
  const [, range, value] = /^Expected an integer(.*) but received: (.*)$/.exec(words) ?? []
  return value === undefined ? words : `${flag}: "${value}" is not an integer${range ?? ''}.`
}

function isParseError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  // oclif's own errors have an `oclif` key. Its classes are not imported: unknown commands are told without it.
  return 'parse' in error || ('oclif' in error && /^(Parsing|Flag) --/.test(error.message))
}

function reworded(line: string): string {
  return line
    .replace(/^Nonexistent flags?: (.+)$/, 'There is no flag $1')
    .replace(/^Flag (--\S+) expects a value$/, '$1 needs a value')
    .replace(/^Missing \d+ required args?:$/, 'Missing:')
    .replace(
      /^All of the following must be provided when using (--\S+): (.+?)\.?$/,
      (_, flag: string, needed: string) => `${flag} works only with ${needed}`,
    )
    .replace(/^(--\S+?)=true cannot also be provided when using (--\S+?)\.?$/, '$1 cannot be used with $2')
    .replace(/^(--\S+) cannot also be provided when using (--\S+?)\.?$/, '$1 cannot be used with $2')
}
