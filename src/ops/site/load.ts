import {readFile} from 'node:fs/promises'
import {OpsInputError, OpsNotFoundError} from '../errors.js'
import {siteFileSchema, type SiteFile} from './schema.js'
import {siteOf, type Site} from './site.js'

/** Where the site may be written down, the first that exists wins. */
export interface SitePlaces {
  /** `--site` or BAI_SITE: must exist. */
  given?: string | undefined
  /** Looked for in this order. */
  usual: readonly string[]
}

/** A site with where it came from. */
export interface LoadedSite {
  site: Site
  /** The file; undefined when there is none and everything is default. */
  path: string | undefined
  /** What the file says itself. */
  file: SiteFile
}

/** Reads the site file. Rejects with `OpsInputError` naming file and key, `OpsNotFoundError` for a given file that is not there. */
export async function loadSite(places: SitePlaces): Promise<LoadedSite> {
  for (const path of places.given === undefined ? places.usual : [places.given]) {
    const text = await readIfThere(path)
    if (text !== undefined) {
      const file = await parseSite(text, path)
      return {path, file, site: siteOf(file)}
    }
    if (places.given !== undefined) {
      throw new OpsNotFoundError(`There is no site file ${path}.`, {
        hints: [`Write one with: bai ops config init --site ${path}`],
      })
    }
  }
  return {path: undefined, file: {}, site: siteOf({})}
}

/** @throws OpsInputError naming the key and what is accepted. */
export async function parseSite(text: string, path: string): Promise<SiteFile> {
  const {parse} = await import('yaml')
  let data: unknown
  try {
    data = parse(text) ?? {}
  } catch (cause) {
    throw new OpsInputError(`${path} is not YAML: ${cause instanceof Error ? cause.message : ''}`, {cause})
  }
  const result = siteFileSchema.safeParse(data)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new OpsInputError(`${path} is not a site file. ${lines.join('; ')}.`, {
    hints: ['`bai ops config show` lists every key; docs/ops-services.md explains them.'],
  })
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new OpsInputError(`The site file ${path} cannot be read.`, {cause: error})
  }
}
