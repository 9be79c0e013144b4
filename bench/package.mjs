// @ts-check
// What an installation weighs.
import {lstatSync, readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {figure} from './lib/rows.mjs'

const MEGABYTE = 1e6

/** @type {import('./topics.mjs').Topic} */
export const packageSize = {
  name: 'package',
  title: 'The installed package',
  async run({installed}) {
    const sizes = sizesBelow(installed.folder)
    const packages = [...sizes.keys()].filter((path) => path.endsWith('/package.json'))
    const roots = packages.filter((path) => /node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(path))
    const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
    return [
      figure({what: 'production install', values: [total / MEGABYTE], unit: 'MB', most: 40}),
      figure({what: 'packages beside our own', values: [roots.length - 1], unit: 'packages'}),
      figure({what: 'tarball', values: [statSync(installed.tarball).size / MEGABYTE], unit: 'MB'}),
    ]
  },
}

/**
 * Bytes on disk of every file below a folder, by path.
 * @param {string} folder
 */
function sizesBelow(folder) {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile())
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name)
      // Blocks, as `du` counts; Windows has none.
      const {blocks, size} = lstatSync(path)
      return [path.replaceAll('\\', '/'), blocks ? blocks * 512 : size]
    }),
  )
}
