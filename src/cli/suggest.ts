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

/** Edits (insert, delete, replace) that turn one word into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
