// @ts-check
// What is done to packages on their way into the bundle. None of it changes what they do, only when they are loaded.
import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {dirname} from 'node:path'

const require = createRequire(import.meta.url)

/**
 * The named packages, and all that they need, go into the bundle; others are loaded from node_modules.
 * @param {readonly string[]} names
 * @returns {import('esbuild').Plugin}
 */
export function namedPackages(names) {
  return {
    name: 'named-packages',
    setup(build) {
      build.onResolve({filter: /^[^./]/}, ({path, importer, kind}) => {
        if (kind === 'entry-point' || path.startsWith('node:')) return undefined
        // oclif reads TypeScript projects with it, when there is one.
        if (path === 'typescript' || path.startsWith('tsx/')) return {path, external: true}
        if (
          importer.includes('node_modules') ||
          names.some((name) => path === name || path.startsWith(`${name}/`))
        )
          return undefined
        return {path, external: true}
      })
    },
  }
}

const REQUIRE = /^(?:const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm
const LAZY = `const __lazy=(load)=>{let m;return new Proxy({},{get:(_,k)=>(m??=load())[k],has:(_,k)=>k in (m??=load())})};`

/**
 * A CommonJS package that requires all of itself at once requires each of its files at its first use.
 * @param {string} name
 * @returns {import('esbuild').Plugin}
 */
export function lazyRequires(name) {
  return {
    name: 'lazy-requires',
    setup(build) {
      const filter = new RegExp(`node_modules/${name}/.*\\.js$`)
      build.onLoad({filter}, async ({path}) => {
        const text = await readFile(path, 'utf8')
        const contents = text
          .replace(REQUIRE, (_, variable, loading) => `const ${variable} = __lazy(() => ${loading});`)
          // Reads the engines of the package around it, which is not its own here; npm has checked ours.
          .replace(/^checkNodeVersion\(\);$/m, '')
        return {contents: contents.replace('"use strict";', `"use strict";${LAZY}`), loader: 'js'}
      })
    },
  }
}

/** What is taken from undici in every command, and the file that holds it. */
const UNDICI_PARTS = {
  Agent: './lib/dispatcher/agent.js',
  EnvHttpProxyAgent: './lib/dispatcher/env-http-proxy-agent.js',
}

/**
 * undici's index loads fetch, caches, mocks and more; a request needs a tenth of it.
 * @returns {import('esbuild').Plugin}
 */
export function undiciInParts() {
  const index = require.resolve('undici')
  const names = Object.keys(require('undici'))
  const from = (/** @type {string} */ name) =>
    name in UNDICI_PARTS
      ? `require(${JSON.stringify(UNDICI_PARTS[/** @type {keyof typeof UNDICI_PARTS} */ (name)])})`
      : `require('./index.js').${name}`
  const contents = `Object.assign(require('./lib/dispatcher/dispatcher.js').prototype, require('./lib/api/index.js'))
module.exports = {${names.map((name) => `get ${name}() {return ${from(name)}},`).join('\n')}}`
  return {
    name: 'undici-in-parts',
    setup(build) {
      build.onResolve({filter: /^undici$/}, () => ({path: 'undici', namespace: 'in-parts'}))
      build.onLoad({filter: /.*/, namespace: 'in-parts'}, () => ({contents, resolveDir: dirname(index)}))
    },
  }
}

/**
 * zod words its errors in fifty languages; we read one.
 * @returns {import('esbuild').Plugin}
 */
export function onlyEnglish() {
  return {
    name: 'only-english',
    setup(build) {
      build.onLoad({filter: /node_modules[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/}, () => ({
        contents: `export {default as en} from './en.js'`,
      }))
    },
  }
}
