import {InvalidValueError} from '../errors.js'
import type {EndpointType} from './options.js'
import type {QueryValue} from './http.js'

/** Splits a comma-separated list of addresses and checks each. */
export function normalizeEndpoints(endpoint: string | readonly string[]): readonly string[] {
  const list = (typeof endpoint === 'string' ? endpoint.split(',') : endpoint)
    .map((text) => text.trim().replace(/\/+$/, ''))
    .filter((text) => text !== '')
  for (const text of list) {
    if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
      throw new InvalidValueError(text, 'a manager address such as https://manager.example.com')
    }
  }
  return list
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

/** Builds a path with its values percent-encoded: path`/session/${ref}/logs`. */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  return literals.reduce((text, literal, i) => text + encodeURIComponent(values[i - 1] ?? '') + literal)
}
