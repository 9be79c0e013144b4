import {distance} from 'fastest-levenshtein'

/** The words most like the one that was typed, best first; none when nothing is near. */
export function suggestions(typed: string, known: readonly string[], most = 3): string[] {
  const farthest = (word: string): number => Math.max(2, Math.floor(word.length / 3))
  return known
    .filter((word) => Math.abs(word.length - typed.length) <= farthest(word))
    .map((word): [string, number] => [word, distance(typed, word)])
    .filter(([word, far]) => far <= farthest(word))
    .sort((a, b) => a[1] - b[1])
    .slice(0, most)
    .map(([word]) => word)
}
