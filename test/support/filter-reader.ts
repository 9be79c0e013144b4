/** A row that a filter is tried on. */
export type Row = Readonly<Record<string, string>>

interface Token {
  kind: 'string' | 'name' | 'operator' | 'mark'
  text: string
}

// As the manager's grammar has it: a string ends at the first quote with an even number of backslashes before it,
// and does not run over lines.
const TOKENS: readonly [Token['kind'], RegExp][] = [
  ['string', /".*?(?<!\\)(?:\\\\)*?"/y],
  ['operator', /==|!=|like\b|ilike\b/y],
  ['name', /[A-Za-z_]\w*/y],
  ['mark', /[()&|!]/y],
]

/**
 * Evaluates a condition of the manager's filter language (`==`, `!=`, `like`, `&`, `|`, `!`, brackets) on a row.
 * `&` and `|` bind alike, to the right, and `!` takes all that follows. Throws on text that is no condition.
 */
export function matches(filter: string, row: Row): boolean {
  const reader = new Reader(tokenize(filter), row)
  const result = reader.expression()
  reader.end()
  return result
}

class Reader {
  #at = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly row: Row,
  ) {}

  expression(): boolean {
    if (this.#take('!')) return !this.expression()
    const left = this.#term()
    const operator = this.#take('&') ?? this.#take('|')
    if (!operator) return left
    const right = this.expression()
    return operator === '&' ? left && right : left || right
  }

  end(): void {
    if (this.#at < this.tokens.length) throw new SyntaxError(`Left over: ${this.tokens[this.#at]?.text}`)
  }

  #term(): boolean {
    if (!this.#take('(')) return this.#comparison()
    const inner = this.expression()
    if (!this.#take(')')) throw new SyntaxError('A bracket is not closed')
    return inner
  }

  #comparison(): boolean {
    const [field, operator, literal] = [this.#next('name'), this.#next('operator'), this.#next('string')]
    const actual = this.row[field] ?? ''
    const value = literal.slice(1, -1).replaceAll('\\"', '"')
    switch (operator) {
      case '==':
        return actual === value
      case '!=':
        return actual !== value
      default:
        return likePattern(value, operator === 'ilike' ? 'is' : 's').test(actual)
    }
  }

  #take(mark: string): string | undefined {
    const token = this.tokens[this.#at]
    if (token?.kind !== 'mark' || token.text !== mark) return undefined
    this.#at += 1
    return mark
  }

  #next(kind: Token['kind']): string {
    const token = this.tokens[this.#at]
    if (token?.kind !== kind) throw new SyntaxError(`Expected a ${kind}, got ${token?.text ?? 'the end'}`)
    this.#at += 1
    return token.text
  }
}

function tokenize(filter: string): Token[] {
  const tokens: Token[] = []
  for (let at = /^\s*/.exec(filter)?.[0].length ?? 0; at < filter.length;) {
    const token = tokenAt(filter, at)
    tokens.push(token)
    at += token.text.length
    at += /^\s*/.exec(filter.slice(at))?.[0].length ?? 0
  }
  return tokens
}

function tokenAt(filter: string, at: number): Token {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at
    const text = pattern.exec(filter)?.[0]
    if (text !== undefined) return {kind, text}
  }
  throw new SyntaxError(`Cannot read on from: ${filter.slice(at)}`)
}

/** SQL's LIKE: `%` is any text, `_` any character, a backslash takes the next one as it is. */
function likePattern(pattern: string, flags: string): RegExp {
  const source = pattern.replace(/\\(.)|[\s\S]/gu, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return literally(escaped)
    return part === '%' ? '.*' : part === '_' ? '.' : literally(part)
  })
  return new RegExp(`^${source}$`, `${flags}u`)
}

function literally(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&')
}
