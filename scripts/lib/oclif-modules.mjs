// @ts-check
// oclif on its way into the bundle: module by module, as our own, for a command uses a tenth of it.
import {transform} from 'esbuild'
import {existsSync, readFileSync} from 'node:fs'
import {isBuiltin} from 'node:module'
import {join, posix} from 'node:path'
import {fileName} from './bundle-packages.mjs'
import {modulesBelow} from './lazy-modules.mjs'
import {COMMON, lazyAs, moduleText} from './module-text.mjs'
import {ROOT} from './root.mjs'

/** Of oclif's modules. */
const FOLDER = `${ROOT}node_modules/@oclif/core/lib`

const VERSION = JSON.parse(readFileSync(`${FOLDER}/../package.json`, 'utf8')).version

const REQUIRE = /^(?:const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm
const STAR = /^exports\.(\w+) = (__importStar\(require\("[^"]+"\)\));$/gm
const TARGET = /\b(require|import)\((["'])([^"']+)\2\)/g
/** What oclif asks for only where it reads a project in TypeScript. */
const NOT_HERE = ['typescript']

/**
 * oclif's modules, each of which requires others at its first use, by ids in `oclif/`; and the packages they need.
 */
export async function oclifModules() {
  /** @type {Set<string>} */
  const packages = new Set()
  const modules = await Promise.all(
    modulesBelow(FOLDER).map(async (path) => {
      const text = readFileSync(join(FOLDER, path), 'utf8')
        .replace(REQUIRE, (_, variable, loading) => `const ${variable} = __lazy(() => ${loading});`)
        .replace(
          STAR,
          (_, name, loading) => `Object.defineProperty(exports, "${name}", {get: () => ${loading}});`,
        )
        .replace(`require('@oclif/core/package.json').version`, JSON.stringify(VERSION))
        // Reads the engines of the package around it, which is not its own here; npm has checked ours.
        .replace(/^checkNodeVersion\(\);$/m, '')
      const {code} = await transform(text, COMMON)
      const led = code.replace(TARGET, (whole, kind, _, target) => {
        if (isBuiltin(target) || NOT_HERE.includes(target)) return whole
        if (target.startsWith('.')) return `require("oclif/${pathOf(path, target)}")`
        packages.add(target)
        const required = `require("packages/required-${fileName(target)}.js")`
        return kind === 'import' ? `Promise.resolve().then(()=>${required})` : required
      })
      return {id: `oclif/${path}`, text: moduleText(lazyAs('__lazy') + led)}
    }),
  )
  return {modules, packages: {names: [...packages].sort(), from: FOLDER}}
}

/**
 * @param {string} from
 * @param {string} target
 */
function pathOf(from, target) {
  const path = posix.join(posix.dirname(from), target)
  const found = [path, `${path}.js`, `${path}/index.js`].find(
    (file) => existsSync(join(FOLDER, file)) && file.endsWith('.js'),
  )
  if (found === undefined) throw new Error(`oclif's ${from} requires ${target}, which is not there.`)
  return found
}
