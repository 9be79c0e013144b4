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
    const isWritten = [...same, ...sources(key)].some((name) => written.has(name))
    return {key, value, origin: isWritten ? 'file' : 'default'}
  })
}

/** The keys of the file that a value of the site is made from. */
function sources(key: string): string[] {
  const [, host, part] = /^hosts\.([^.]+)\.(\w+)$/.exec(key) ?? []
  if (host !== undefined) return part === 'configFile' ? [`hosts.${host}.config`] : [`hosts.${host}.ssh`]
  const compose = /^services\.\w+\.(file|project|version)$/.exec(key)?.[1]
  return compose === undefined ? [] : [`compose.${compose === 'file' ? 'folder' : compose}`]
}

function flat(prefix: string, value: unknown): [string, string][] {
  if (value === undefined) return []
  if (Array.isArray(value)) return [[prefix, value.map(String).join(', ')]]
  if (typeof value !== 'object' || value === null)
    return [[prefix, JSON.stringify(value).replace(/^"|"$/g, '')]]
  return Object.entries(value).flatMap(([key, inner]) =>
    flat(prefix === '' ? key : `${prefix}.${key}`, inner),
  )
}
