// @ts-check
// Our own modules on their way into the bundle: what they import is loaded at its first use.
import {transformAsync} from '@babel/core'
import {transform} from 'esbuild'
import {readdirSync, readFileSync} from 'node:fs'
import {isBuiltin} from 'node:module'
import {join, posix, relative} from 'node:path'
import {BUNDLED, fileName} from './bundle-packages.mjs'
import {COMMON, moduleText} from './module-text.mjs'
import {VENDORED} from './vendor.mjs'

/** @type {import('@babel/core').TransformOptions} */
const OPTIONS = {
  configFile: false,
  babelrc: false,
  plugins: [['@babel/plugin-transform-modules-commonjs', {lazy: () => true, strictMode: false}]],
}

const REQUIRED = /\brequire\("([^"]+)"\)/g
const IMPORTED = /\bimport\((["'][^"']+["'])\)/g

/**
 * Every module below a folder as one of CommonJS that requires others where it first uses them, so that a command
 * evaluates nothing that it does not need, however much of our code knows of each other.
 * @param {string} folder Of what was compiled.
 * @returns {Promise<{id: string, text: string}[]>} An id is the path in the folder, and so are the ids in the texts.
 */
export async function lazyModules(folder) {
  const ids = modulesBelow(folder).filter((id) => !id.startsWith('vendor/'))
  return Promise.all(
    ids.map(async (id) => ({id, text: await lazyModule(id, readFileSync(join(folder, id), 'utf8'))})),
  )
}

/**
 * Paths of all modules in a folder.
 * @param {string} folder
 */
export function modulesBelow(folder) {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/**
 * One module.
 * @param {string} id
 * @param {string} text
 */
export async function lazyModule(id, text) {
  // By the names that stand for zod's parts, so that its package is made of those alone.
  const named = text.replace(/^import \{ z \} from '(zod|zod\/mini)';$/m, `import * as z from '$1';`)
  if (named === text && /^import .* from 'zod/m.test(text))
    throw new Error(`${id}: write "import {z} from 'zod'". The bundle holds only what is used as "z.NAME".`)
  const result = await transformAsync(named, OPTIONS)
  const required = (result?.code ?? '').replace(
    IMPORTED,
    (_, target) =>
      `Promise.resolve().then(()=>${isRequired(id, target.slice(1, -1)) ? `require(${target})` : `__import(${target})`})`,
  )
  const {code} = await transform(required, {...COMMON, define: {'import.meta.url': '__url'}})
  return moduleText(code.replace(REQUIRED, (_, target) => `require(${JSON.stringify(idOf(id, target))})`))
}

/**
 * The id of what a module asks for: another module of ours, a package beside them, or as it stands.
 * @param {string} from
 * @param {string} target
 */
function idOf(from, target) {
  if (target === '@oclif/core') return 'oclif/index.js'
  if (!target.startsWith('.')) return BUNDLED.includes(target) ? `packages/${fileName(target)}.js` : target
  const path = posix.join(posix.dirname(from), target)
  const vendored = VENDORED.find((name) => path === `vendor/${name}.js`)
  return vendored === undefined ? path : `packages/${vendored}.js`
}

/**
 * Whether `require` finds it in the bundle or in Node; a package in node_modules may be an ES module.
 * @param {string} from
 * @param {string} target
 */
function isRequired(from, target) {
  return isBuiltin(target) || idOf(from, target).endsWith('.js')
}
