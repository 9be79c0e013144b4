/** References as typed, with those read from standard input in the place of `-`. */
export interface TypedReferences {
  words: string[]
  /** Whether some came from standard input: a selection, not names that a person typed. */
  fromStdin: boolean
}

/** Reads references; `-` stands for the words on standard input, blank-separated or one a line. */
export async function readReferences(argv: readonly string[]): Promise<TypedReferences> {
  if (!argv.includes('-')) return {words: [...argv], fromStdin: false}
  const {text} = await import('node:stream/consumers')
  const read = (await text(process.stdin)).split(/\s+/).filter((word) => word !== '')
  return {words: argv.flatMap((word) => (word === '-' ? read : [word])), fromStdin: true}
}
