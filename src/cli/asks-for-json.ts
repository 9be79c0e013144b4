/** Whether a failure must be told as JSON on stdout: `--json` or `-o json` stands before `--`. */
export function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  return words.some(
    (word, i) =>
      word === '--json' ||
      /^(-o|--output)=?json$/.test(word) ||
      (/^(-o|--output)$/.test(word) && words[i + 1] === 'json'),
  )
}
