/** Comparison operators of the filter language. */
export const FILTER_OPERATORS = [
  '==',
  '!=',
  '>=',
  '<=',
  '>',
  '<',
  'contains',
  'isnot',
  'is',
  'ilike',
  'like',
  'in',
] as const
export type FilterOperator = (typeof FILTER_OPERATORS)[number]

export type FilterValue = string | number | boolean | null | readonly FilterValue[]

/** What a filter text means. */
export type FilterNode =
  | {kind: 'compare'; field: string; operator: FilterOperator; value: FilterValue}
  | {kind: 'not'; operand: FilterNode}
  | {kind: 'and' | 'or'; left: FilterNode; right: FilterNode}

/** The text is no filter, or names what it may not. */
export class FilterError extends Error {
  constructor(detail: string) {
    super(`Query filter parsing error: ${detail}`)
    this.name = 'FilterError'
  }
}

const TOKEN =
  /\s*(?:(?<string>"(?:\\.|[^"\\])*")|(?<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol>==|!=|>=|<=|[><!&|()[\],]))/y

interface Token {
  kind: 'string' | 'number' | 'word' | 'symbol' | 'end'
  text: string
  column: number
}

/**
 * Reads a filter. `&` and `|` have the same precedence and group to the right, and `!` negates everything to its right:
 * that is how managers read it, so `a & b | c` is `a & (b | c)`.
 * @throws FilterError
 */
export function parseFilter(text: string): FilterNode {
  const tokens = tokenize(text)
  const reader = new TokenReader(tokens)
  const node = readExpression(reader)
  if (reader.peek().kind !== 'end') throw reader.unexpected()
  return node
}

function readExpression(reader: TokenReader): FilterNode {
  if (reader.take('!')) return {kind: 'not', operand: readExpression(reader)}
  const left = readOperand(reader)
  if (reader.take('&')) return {kind: 'and', left, right: readExpression(reader)}
  if (reader.take('|')) return {kind: 'or', left, right: readExpression(reader)}
  return left
}

function readOperand(reader: TokenReader): FilterNode {
  if (reader.take('(')) {
    const inner = readExpression(reader)
    reader.expect(')')
    return inner
  }
  const field = reader.next()
  if (field.kind !== 'word') throw reader.unexpected(field)
  const sign = reader.next()
  const operator = FILTER_OPERATORS.find((one) => one === sign.text)
  if (!operator || sign.kind === 'string') throw reader.unexpected(sign)
  return {kind: 'compare', field: field.text, operator, value: readValue(reader)}
}

function readValue(reader: TokenReader): FilterValue {
  if (reader.take('[')) return readList(reader)
  const token = reader.next()
  if (token.kind === 'string') return token.text.slice(1, -1).replaceAll('\\"', '"')
  if (token.kind === 'number') return Number(token.text)
  if (token.kind === 'word' && token.text === 'null') return null
  if (token.kind === 'word' && (token.text === 'true' || token.text === 'false')) return token.text === 'true'
  throw reader.unexpected(token)
}

function readList(reader: TokenReader): FilterValue[] {
  const values: FilterValue[] = []
  if (reader.take(']')) return values
  do values.push(readValue(reader))
  while (reader.take(','))
  reader.expect(']')
  return values
}

class TokenReader {
  private index = 0

  constructor(private readonly tokens: readonly Token[]) {}

  peek(): Token {
    return this.tokens[this.index] ?? {kind: 'end', text: '', column: 1}
  }

  next(): Token {
    const token = this.peek()
    this.index += 1
    return token
  }

  /** Takes a symbol if it is next. */
  take(symbol: string): boolean {
    const token = this.peek()
    const taken = token.kind === 'symbol' && token.text === symbol
    if (taken) this.index += 1
    return taken
  }

  expect(symbol: string): void {
    if (!this.take(symbol)) throw this.unexpected()
  }

  unexpected(token: Token = this.peek()): FilterError {
    const what = token.kind === 'end' ? 'end of input' : `token '${token.text}'`
    return new FilterError(`Unexpected ${what} at column ${token.column}.`)
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.groups
    const found = Object.entries(groups ?? {}).find(([, value]) => value !== undefined)
    if (!found?.[1])
      throw new FilterError(`No terminal matches '${text.slice(at).trim()[0] ?? ''}' at column ${at + 1}.`)
    // The group names of TOKEN are the kinds.
    tokens.push({
      kind: found[0] as Token['kind'],
      text: found[1],
      column: TOKEN.lastIndex - found[1].length + 1,
    })
  }
  tokens.push({kind: 'end', text: '', column: end + 1})
  return tokens
}
