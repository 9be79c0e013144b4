// @ts-check
// What is done to modules and packages on their way into the bundle. None of it changes what they do, only when they
// are loaded.
import {ROOT} from './root.mjs'

/**
 * `required:NAME` is a package as a CommonJS module in a folder gets it: of the version that lies nearest.
 * @param {string} folder
 * @returns {import('esbuild').Plugin}
 */
export function asRequired(folder) {
  return {
    name: 'as-required',
    setup(build) {
      build.onResolve({filter: /^required:/}, ({path}) => ({path: path.slice(9), namespace: 'required'}))
      build.onLoad({filter: /.*/, namespace: 'required'}, ({path}) => ({
        contents: `module.exports = require(${JSON.stringify(path)})`,
        resolveDir: folder,
      }))
    },
  }
}

/**
 * oclif's log is for those who write oclif; its package takes longer than all the rest of a short command.
 * @returns {import('esbuild').Plugin}
 */
export function withoutLog() {
  return {
    name: 'without-log',
    setup(build) {
      build.onResolve({filter: /^debug$/}, () => ({path: 'debug', namespace: 'silent'}))
      build.onLoad({filter: /.*/, namespace: 'silent'}, () => ({
        contents: 'module.exports = () => Object.assign(() => undefined, {enabled: false})',
      }))
    },
  }
}

/**
 * Only what is used of zod is in its files.
 * @param {readonly string[]} texts Of modules, some of which use one of the two as `z`.
 * @returns {import('esbuild').Plugin}
 */
export function onlyUsedOfZod(texts) {
  return {
    name: 'only-used-of-zod',
    setup(build) {
      build.onResolve({filter: /^zod(\/mini)?$/}, ({path, kind}) =>
        kind === 'entry-point' ? {path, namespace: 'used'} : undefined,
      )
      build.onLoad({filter: /.*/, namespace: 'used'}, ({path}) => {
        const names = texts
          .filter((text) => text.includes(`import { z } from '${path}'`))
          .flatMap((text) => [...text.matchAll(/\bz\.(\w+)/g)].flatMap(([, name]) => name ?? []))
        const contents = `export {${[...new Set(names)].sort().join(', ')}} from '${path}'`
        return {contents, resolveDir: ROOT}
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
