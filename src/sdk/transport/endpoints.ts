import {InvalidValueError} from '../errors.js'
import type {EndpointType} from './options.js'

/** One value of a query; a list is sent as repeated names, undefined not at all. */
export type QueryValue = string | number | boolean | undefined | readonly string[]

/** Splits a comma-separated list of addresses and checks each. */
export function normalizeEndpoints(endpoint: string | readonly string[]): readonly string[] {
  const list = (typeof endpoint === 'string' ? endpoint.split(',') : endpoint)
    .map((text) => text.trim().replace(/\/+$/, ''))
    .filter((text) => text !== '')
  for (const text of list) {
    if (isAddress(text)) continue
    throw new InvalidValueError(withoutAccount(text), 'a manager address such as https://manager.example.com')
  }
  return list
}

/** What stands before an @ of an address may be a password: it is not shown. */
export function withoutAccount(text: string): string {
  return text.replace(/^(\w+:\/\/)?.*@/, '$1***@')
}

/** A password, a query or a fragment has no place in it: calls append their path. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false
  const {protocol, username, password} = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

/**
 * The address of one call: `{endpoint}/{path}` on a manager, `{endpoint}/func/{path}` on a webserver,
 * where paths below `/server` are the webserver's own.
 */
export function endpointUrl(
  endpoint: string,
  type: EndpointType,
  path: string,
  query: Readonly<Record<string, QueryValue>> = {},
): URL {
  const prefix = type === 'session' && !path.startsWith('/server/') ? '/func' : ''
  const url = new URL(`${endpoint}${prefix}${path}`)
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      url.searchParams.append(name, String(item))
    }
  }
  return url
}

/**
 * Builds a path with its values percent-encoded: path`/session/${ref}/logs`.
 * @throws InvalidValueError for a value that would name another path: empty, or dots that addresses resolve.
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  return literals.reduce((text, literal, i) => text + segment(values[i - 1] ?? '') + literal)
}

function segment(value: string): string {
  if (value === '' || value === '.' || value === '..') throw new InvalidValueError(value, 'a name or an id')
  return encodeURIComponent(value)
}
