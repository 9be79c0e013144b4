// @ts-check
// src/*.ts → a folder of .js and .d.ts, only what changed since the last time.
import {existsSync, readdirSync, rmSync} from 'node:fs'
import {runTool} from './commands.mjs'
import {ROOT} from './root.mjs'

/** Where the scripts keep what makes the next run faster. Safe to remove. */
export const CACHE = `${ROOT}node_modules/.cache/bai/`

/**
 * Compiles src/ into a folder. With errors the folder stays as it was, and the status is not 0.
 * @param {string} folder
 * @param {{infoName: string, show?: boolean}} options infoName: one name for each folder.
 */
export async function compile(folder, {infoName, show = false}) {
  const info = `${CACHE}${infoName}.tsbuildinfo`
  const wanted = outputs()
  // The compiler trusts its notes: it would not write again what somebody removed.
  if (!wanted.every((file) => existsSync(`${folder}/${file}`))) rmSync(info, {force: true})
  const args = ['-p', ROOT, '--outDir', folder, '--incremental', '--tsBuildInfoFile', info, '--noEmitOnError']
  const ended = await runTool('typescript/bin/tsc', args, {show})
  if (ended.status === 0) removeOthers(folder, new Set(wanted))
  return ended
}

/** Files the compiler writes, relative to its folder. */
function outputs() {
  return files(`${ROOT}src`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .flatMap((file) => [file.replace(/\.ts$/, '.js'), file.replace(/\.ts$/, '.d.ts')])
}

/**
 * Removes what was compiled from sources that are gone.
 * @param {string} folder
 * @param {ReadonlySet<string>} wanted
 */
function removeOthers(folder, wanted) {
  for (const file of files(folder))
    if (!wanted.has(file) && !file.startsWith('vendor/')) rmSync(`${folder}/${file}`)
}

/**
 * All files below a folder, with slashes.
 * @param {string} folder
 */
function files(folder) {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1).replaceAll('\\', '/'))
}
