/** Letters and digits that are hard to misread. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 5

/** A name that nobody else has, as good as surely: the stem, and five letters and digits. */
export function uniqueName(stem: string): string {
  const word = Array.from({length: LENGTH}, () => LETTERS[Math.floor(Math.random() * LETTERS.length)])
  return `${stem}-${word.join('')}`
}
