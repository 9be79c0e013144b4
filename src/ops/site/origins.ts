import type {LoadedSite} from './load.js'

/** One value of the site in force, and where it comes from. */
export interface SiteValue {
  key: string
  value: string
  origin: 'file' | 'default'
}

/** Everything that holds, value by value. Secrets are named by their place, so nothing needs a mask. */
export function siteValues({site, file}: LoadedSite): SiteValue[] {
  const written = new Set(flat('', file).map(([key]) => key))
  return flat('', site).map(([key, value]) => {
    // What the file may say in other words: host for hosts, compose.folder for a file.
    const same = [key, key.replace(/\.hosts$/, '.host'), key.replace(/^(hosts\..*)\.(kind|target)$/, '$1')]
    const ssh = key.replace(/\.target$/, '.ssh')
    const isWritten = [...same, ssh].some((name) => written.has(name))
    return {key, value, origin: isWritten ? 'file' : 'default'}
  })
}

function flat(prefix: string, value: unknown): [string, string][] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[prefix, Array.isArray(value) ? value.join(', ') : String(value)]]
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    flat(prefix === '' ? key : `${prefix}.${key}`, inner),
  )
}
