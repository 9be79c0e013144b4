// @ts-check
// What is done to packages on their way into the bundle. None of it changes what they do, only when they are loaded.
import {readFile} from 'node:fs/promises'

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
/** What stands for a module until something of it is used. */
export const LAZY = `const __lazy=(load)=>{let m;return new Proxy({},{get:(_,k)=>(m??=load())[k],has:(_,k)=>k in (m??=load())})};`

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

/**
 * `import {z} from 'zod'` stands for all of zod; by its names only what is used goes into the bundle.
 * @param {string} folder Of what was compiled.
 * @returns {import('esbuild').Plugin}
 */
export function onlyUsedOfZod(folder) {
  return {
    name: 'only-used-of-zod',
    setup(build) {
      build.onLoad({filter: /\.js$/}, async ({path}) => {
        if (!path.startsWith(folder)) return undefined
        const text = await readFile(path, 'utf8')
        const contents = text.replace(/^import \{ z \} from 'zod';$/m, `import * as z from 'zod';`)
        return contents === text ? undefined : {contents, loader: 'js'}
      })
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
