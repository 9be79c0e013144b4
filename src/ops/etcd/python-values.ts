import {OpsInputError} from '../errors.js'

/**
 * Reading JSON as the manager's tool does: leaves that are no strings are stored as Python's `str()` writes them, so
 * `true` becomes `True` and `1.50` becomes `1.5`.
 */

/** A parsed JSON file; numbers keep their own spelling, because 1.0 and 1 differ in Python. */
export type PythonJson =
  string | boolean | null | JsonNumber | readonly PythonJson[] | {readonly [key: string]: PythonJson}

/** A number as it stands in the file. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** Stands before the spelling of a number while the text goes through `JSON.parse`; no JSON text can hold it raw. */
const NUMBER_MARK = '\u0001number:'
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

/** Parses JSON. Numbers are plain ones, which is wrong for `1.0`; see `hasPlainNumber`. @throws OpsInputError naming the file */
export function parsePlainJson(text: string, file: string): PythonJson {
  return parsed(() => JSON.parse(text), file)
}

/** Parses JSON, numbers as they are spelt. @throws OpsInputError naming the file */
export function parsePythonJson(text: string, file: string): PythonJson {
  return parsed(() => parseWithNumbers(text), file)
}

function parsed(parse: () => unknown, file: string): PythonJson {
  try {
    return parse() as PythonJson
  } catch (error) {
    throw new OpsInputError(
      `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      {
        hints: ['A truncated or hand-edited file? Try an older backup.'],
        cause: error,
      },
    )
  }
}

/** Whether there is a number whose spelling has been lost. */
export function hasPlainNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number'
  return !(value instanceof JsonNumber) && Object.values(value).some(hasPlainNumber)
}

function parseWithNumbers(text: string): unknown {
  const marked = text.replace(TOKEN, (token) =>
    token.startsWith('"') ? token : JSON.stringify(NUMBER_MARK + token),
  )
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(NUMBER_MARK)
      ? new JsonNumber(value.slice(NUMBER_MARK.length))
      : value,
  )
}

/** `str(value)` in Python. */
export function pythonText(value: PythonJson): string {
  return typeof value === 'string' ? value : pythonRepr(value)
}

function pythonRepr(value: PythonJson): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return reprOfString(value)
  if (value instanceof JsonNumber) return reprOfNumber(value.text)
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`
  const members = Object.entries(value).map(([key, member]) => `${reprOfString(key)}: ${pythonRepr(member)}`)
  return `{${members.join(', ')}}`
}

function isList(value: PythonJson): value is readonly PythonJson[] {
  return Array.isArray(value)
}

function reprOfNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return BigInt(text).toString()
  const value = Number(text)
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= 16 || power < -4) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  }
  const plain =
    power < 0 ? value.toFixed(Math.min(100, digits.replace(/\D/g, '').length - 1 - power)) : String(value)
  return plain.includes('.') ? plain : `${plain}.0`
}

const ESCAPES: Readonly<Record<string, string>> = {'\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t'}

function reprOfString(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = [...text].map((character) => {
    if (character === mark) return `\\${character}`
    const known = ESCAPES[character]
    if (known !== undefined) return known
    return /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(character) ? escapeOf(character) : character
  })
  return `${mark}${body.join('')}${mark}`
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
