const SPACE = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y

/** Where a text stops being JSON: `line 3, column 7`. The engine's own errors tell it only sometimes. */
export function placeOfMistake(text: string): string {
  const scanner = new Scanner(text)
  const before = text.slice(0, scanner.firstMistake())
  const lines = before.split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

/** Reads along a text until it is no JSON any more; each method tells whether its part is complete. */
class Scanner {
  #at = 0

  constructor(private readonly text: string) {}

  firstMistake(): number {
    if (this.#value()) this.#skip(SPACE)
    return this.#at
  }

  #value(): boolean {
    this.#skip(SPACE)
    if (this.#take('{')) return this.#list('}', () => this.#member())
    if (this.#take('[')) return this.#list(']', () => this.#value())
    return this.#skip(STRING) || this.#skip(SCALAR)
  }

  #list(end: string, item: () => boolean): boolean {
    this.#skip(SPACE)
    if (this.#take(end)) return true
    do {
      if (!item()) return false
      this.#skip(SPACE)
    } while (this.#take(','))
    return this.#take(end)
  }

  #member(): boolean {
    this.#skip(SPACE)
    if (!this.#skip(STRING)) return false
    this.#skip(SPACE)
    return this.#take(':') && this.#value()
  }

  #take(character: string): boolean {
    const found = this.text[this.#at] === character
    if (found) this.#at += 1
    return found
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.test(this.text)
    if (found) this.#at = pattern.lastIndex
    return found
  }
}
