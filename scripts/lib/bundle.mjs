// @ts-check
// dist/ → bundle/: what the command runs from. Few files, read in one go and loaded only when a command needs them.
import {transform, build} from 'esbuild'
import {mkdirSync, writeFileSync} from 'node:fs'
import {createHash} from 'node:crypto'
import {relative} from 'node:path'
import {LAZY, lazyRequires, namedPackages, onlyEnglish, onlyUsedOfZod} from './bundle-plugins.mjs'
import {CACHE} from './compile.mjs'
import {helpPages} from './help-pages.mjs'
import {licensesOf} from './licenses.mjs'
import {replaceFolder} from './replace-folder.mjs'
import {ROOT} from './root.mjs'

const FOLDER = `${ROOT}bundle`
const NODE = 'node20.19'

/** Packages that go into the bundle; all others are loaded from node_modules. */
const BUNDLED = [
  '@oclif/core',
  'decimal.js',
  'eventsource-parser',
  'execa',
  'graphql',
  'p-limit',
  'shell-quote',
  'string-width',
  'undici',
  'yaml',
  'zod',
]

/** What every step has in common. */
const COMMON = /** @type {const} */ ({
  platform: 'node',
  target: NODE,
  logLevel: 'error',
  minifySyntax: true,
  minifyWhitespace: true,
})

/** Node gives the names of a CommonJS package to `import()`; esbuild puts all of them under `default`. */
const NAMED_EXPORTS =
  'const whole=module.exports.default;module.exports=Object.defineProperties({},{...Object.getOwnPropertyDescriptors(whole),default:{value:whole}});'

/** @typedef {{commands: Record<string, import('./surface.mjs').CommandEntry>, version: string}} Manifest */

/**
 * Writes bundle/.
 * @param {Manifest} manifest
 */
export async function bundle(manifest) {
  const built = await build({
    ...COMMON,
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    format: 'esm',
    write: false,
    metafile: true,
    outdir: FOLDER,
    chunkNames: 'chunks/[hash]',
    // The local cluster's own process finds its program at `../main.js`, from a chunk as from its place in dist/.
    entryPoints: [
      {in: 'cli', out: 'cli'},
      {in: 'dist/local/main.js', out: 'main'},
    ],
    plugins: [
      entry(manifest),
      namedPackages(BUNDLED),
      lazyRequires('@oclif/core'),
      onlyUsedOfZod(`${ROOT}dist/`),
      onlyEnglish(),
    ],
  })
  const parts = await Promise.all(
    built.outputFiles.map(async ({path, text}) => {
      const {entryPoint = ''} = built.metafile.outputs[relative(ROOT, path).replaceAll('\\', '/')] ?? {}
      const wasCommonJs = built.metafile.inputs[entryPoint]?.format === 'cjs'
      return {path, text: (await commonJs(text)) + (wasCommonJs ? NAMED_EXPORTS : '')}
    }),
  )
  const help = layOut(await helpPages())
  const files = [
    ...parts,
    await starter(manifest, parts, help.index),
    {path: `${FOLDER}/help.txt`, text: help.text},
    {path: `${FOLDER}/package.json`, text: '{"type":"commonjs"}\n'},
    {path: `${FOLDER}/LICENSES.txt`, text: licensesOf(built.metafile)},
  ]
  replaceFolder(FOLDER, files)
  // What went into which part: a test reads it.
  mkdirSync(CACHE, {recursive: true})
  writeFileSync(`${CACHE}bundle.json`, JSON.stringify(built.metafile))
}

/**
 * The main part: id → the command's file, so that no other one is read.
 * @param {Manifest} manifest
 * @returns {import('esbuild').Plugin}
 */
function entry({commands}) {
  const files = Object.keys(commands).map((id) => {
    const file = `./dist/commands/${id.replaceAll(':', '/')}.js`
    return `${JSON.stringify(id)}: () => import(${JSON.stringify(file)}),`
  })
  const contents = [
    `import {main} from './dist/cli/main.js'`,
    `export const run = (line) => main(line, {${files.join('\n')}})`,
  ].join('\n')
  return {
    name: 'entry',
    setup(build) {
      build.onResolve({filter: /^cli$/}, () => ({path: 'cli', namespace: 'entry'}))
      build.onLoad({filter: /.*/, namespace: 'entry'}, () => ({contents, resolveDir: ROOT}))
    },
  }
}

/**
 * What tells a command from other words before any code of it is loaded.
 * @param {Manifest} manifest
 * @returns {import('../../src/cli/dispatch.js').CommandTable}
 */
function tableOf({commands}) {
  return Object.fromEntries(
    Object.entries(commands).flatMap(([id, {aliases = [], args = {}, flags = {}, strict, hidden}]) => {
      const takesWords = strict === false || Object.keys(args).length > 0
      // A hidden one is for programs: what it is given is for itself to judge.
      const row = hidden
        ? {id, takesWords}
        : {id, takesWords, flags: Object.values(flags).flatMap(flagWords).join(' ')}
      return [id, ...aliases].map((name) => [name.replaceAll(' ', ':'), row])
    }),
  )
}

/**
 * @param {import('./surface.mjs').FlagEntry} flag
 */
function flagWords({name, char, aliases = [], type, allowNo}) {
  const names = [name, ...aliases, ...(char === undefined ? [] : [char])]
  if (type === 'option') return names.map((word) => `${word}=`)
  return allowNo ? [...names, `no-${name}`] : names
}

/**
 * ES modules have no code cache in Node 20, and their loader takes longer than all of a short command.
 * @param {string} text
 */
async function commonJs(text) {
  // `import()` of another part or of Node's own becomes `require`; what is left is of packages in node_modules.
  const required = text
    .replace(/\bimport\(("(?:\.\.?\/|node:)[^"]+")\)/g, 'Promise.resolve().then(()=>require($1))')
    .replace(/\bimport\(/g, '__load(')
  const banner = [
    '"use strict";',
    text.includes('import.meta.url') ? 'const __url=require("node:url").pathToFileURL(__filename).href;' : '',
    // Our own loader hands in an `import()`; code that it compiles has none.
    required.includes('__load(') ? 'const __load=typeof __import==="function"?__import:id=>import(id);' : '',
  ]
  const {code} = await transform(required, {
    ...COMMON,
    format: 'cjs',
    define: {'import.meta.url': '__url'},
    banner: banner.join(''),
  })
  return nodeWhenUsed(code)
}

/**
 * Node's own modules, too, are loaded at their first use: some of them take longer than all that a short command does.
 * @param {string} code
 */
function nodeWhenUsed(code) {
  const late = code.replace(
    /\b(import_\w+)=(require\("node:[^"]+"\))/g,
    (_, variable, loading) => `${variable}=__lazy(()=>${loading})`,
  )
  return late === code ? code : late.replace('"use strict";', `"use strict";${LAZY}`)
}

/**
 * What bin/run.js loads: one file of its own, with the mark that tells one build from another.
 * @param {Manifest} manifest
 * @param {readonly {text: string}[]} parts
 * @param {import('../../src/cli/kept-help.js').HelpIndex} help
 */
async function starter(manifest, parts, help) {
  const hash = createHash('sha256')
  for (const {text} of parts) hash.update(text)
  const path = `${FOLDER}/start.js`
  const {outputFiles} = await build({
    ...COMMON,
    entryPoints: [`${ROOT}dist/cli/start.js`],
    bundle: true,
    format: 'cjs',
    write: false,
    define: {
      BAI_VERSION: JSON.stringify(manifest.version),
      BAI_BUILD: JSON.stringify(hash.digest('hex').slice(0, 16)),
      BAI_COMMANDS: JSON.stringify(tableOf(manifest)),
      BAI_HELP: JSON.stringify(help),
    },
  })
  return {path, text: outputFiles[0]?.text ?? ''}
}

/**
 * All pages in one text, and where each lies in it.
 * @param {import('./help-pages.mjs').HelpPages} pages
 */
function layOut(pages) {
  let text = ''
  let start = 0
  /** @param {string} page @returns {[number, number]} */
  const place = (page) => {
    const bytes = Buffer.byteLength(page)
    text += page
    start += bytes
    return [start - bytes, bytes]
  }
  const index = Object.fromEntries(Object.entries(pages).map(([name, widths]) => [name, widths.map(place)]))
  return {text, index}
}
