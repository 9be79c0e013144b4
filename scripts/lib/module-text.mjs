// @ts-check
// What all modules of the bundle have in common.

/** Options of esbuild at every step. */
export const COMMON = /** @type {const} */ ({
  platform: 'node',
  target: 'node20.19',
  logLevel: 'error',
  minifySyntax: true,
  minifyWhitespace: true,
})

/**
 * The body of a CommonJS module as our own loader calls it: with `module`, `require`, `__filename` and `__import`,
 * which is `import()`: code that the loader compiles has none of its own.
 * @param {string} code
 */
export function moduleText(code) {
  const url = code.includes('__url') ? 'const __url=require("node:url").pathToFileURL(__filename).href;' : ''
  return `"use strict";const {exports}=module;${url}${ascii(code)}`
}

/**
 * Defines what stands for a module until something of it is used.
 * @param {string} name
 */
export function lazyAs(name) {
  return `const ${name}=(load)=>{let m;return new Proxy({},{get:(_,k)=>(m??=load())[k],has:(_,k)=>k in (m??=load())})};`
}

/**
 * Code in ASCII, which is read faster. esbuild leaves regular expressions as they are.
 * @param {string} code
 */
function ascii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
