// @ts-check
// The manifest of the sources as they are now, without touching dist/.
import {copyFileSync, mkdirSync} from 'node:fs'
import {CACHE, compile} from './compile.mjs'
import {ROOT} from './root.mjs'

const FOLDER = `${CACHE}fresh`

/**
 * Compiles beside the package.
 * @returns {Promise<import('./commands.mjs').Ended>}
 */
export function compileFresh() {
  mkdirSync(`${FOLDER}/dist`, {recursive: true})
  return compile(`${FOLDER}/dist`, {infoName: 'fresh'})
}

/** The manifest's text, after `compileFresh`. */
export async function freshManifest() {
  copyFileSync(`${ROOT}package.json`, `${FOLDER}/package.json`)
  const {writeManifest} = await import('../manifest.mjs')
  return writeManifest(FOLDER)
}
