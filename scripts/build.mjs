// @ts-check
// Compiles to dist/, puts packages into it, writes oclif.manifest.json, the index of commands, and bundle/, which the command runs from.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {pathToFileURL} from 'node:url'
import {compile} from './lib/compile.mjs'
import {ROOT} from './lib/root.mjs'

/** Builds the package. Returns the exit status; what is wrong has been shown. */
export async function build() {
  const {status} = await compile(`${ROOT}dist`, {infoName: 'dist', show: true})
  if (status !== 0) return status
  const {writeManifest} = await import('./manifest.mjs')
  const path = `${ROOT}oclif.manifest.json`
  const text = await writeManifest(ROOT)
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
  const {vendor} = await import('./lib/vendor.mjs')
  await vendor()
  const {bundle} = await import('./lib/bundle.mjs')
  await bundle(JSON.parse(text))
  return 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await build()
