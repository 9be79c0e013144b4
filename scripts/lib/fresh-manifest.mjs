// @ts-check
// The manifest of the sources as they are now, without touching dist/.
import {copyFileSync, mkdirSync} from 'node:fs'
import {CACHE, compile} from './compile.mjs'
import {ROOT} from './root.mjs'

const FOLDER = `${CACHE}fresh`
/** Where `compileFresh` writes. */
export const FRESH_DIST = `${FOLDER}/dist`

/**
 * Compiles beside the package.
 * @returns {Promise<import('./commands.mjs').Ended>}
 */
export function compileFresh() {
  mkdirSync(FRESH_DIST, {recursive: true})
  return compile(FRESH_DIST, {infoName: 'fresh'})
}

/** The manifest's text, after `compileFresh`. */
export async function freshManifest() {
  copyFileSync(`${ROOT}package.json`, `${FOLDER}/package.json`)
  const {writeManifest} = await import('../manifest.mjs')
  return writeManifest(FOLDER)
}
