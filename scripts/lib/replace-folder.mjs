// @ts-check
// A folder of built files, while commands may be running from it.
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'

/**
 * Writes the files that changed, and removes all others that lie in the folder.
 * @param {string} folder
 * @param {readonly {path: string, text: string}[]} files
 */
export function replaceFolder(folder, files) {
  for (const {path, text} of files) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, text)
  }
  const wanted = new Set(files.map(({path}) => relative(folder, path)))
  for (const found of readdirSync(folder, {recursive: true, withFileTypes: true})) {
    const path = relative(folder, join(found.parentPath, found.name))
    if (found.isFile() && !wanted.has(path)) rmSync(join(folder, path))
  }
}
