// @ts-check
// dist/ → bundle/: what the command runs from. Few files, read in one go and loaded only when a command needs them.
import {build} from 'esbuild'
import {createHash} from 'node:crypto'
import {basename} from 'node:path'
import {bundlePackages} from './bundle-packages.mjs'
import {helpPages} from './help-pages.mjs'
import {lazyModule, lazyModules} from './lazy-modules.mjs'
import {licensesOf} from './licenses.mjs'
import {COMMON} from './module-text.mjs'
import {oclifModules} from './oclif-modules.mjs'
import {replaceFolder} from './replace-folder.mjs'
import {ROOT} from './root.mjs'

const FOLDER = `${ROOT}bundle`

/** The local cluster's own process is started from the same place as in dist/. */
const MANAGER_PROCESS =
  '"use strict";require("../start.js").startManager(require("node:path").dirname(__dirname),require);\n'

/** @typedef {{commands: Record<string, import('./surface.mjs').CommandEntry>, version: string}} Manifest */

/**
 * Writes bundle/.
 * @param {Manifest} manifest
 */
export async function bundle(manifest) {
  const oclif = await oclifModules()
  const modules = [
    {id: 'entry.js', text: await lazyModule('entry.js', entry(manifest))},
    ...(await lazyModules(`${ROOT}dist`)),
    ...oclif.modules,
  ]
  const packages = await bundlePackages(`${FOLDER}/packages`, oclif.packages)
  refuseDangling(modules, packages.files)
  // oclif is among the modules.
  const inputs = {...packages.metafile.inputs, 'node_modules/@oclif/core/lib/index.js': {}}
  const store = layOut(modules)
  const help = layOutPages(await helpPages())
  const files = [
    ...packages.files,
    await starter(manifest, [store, ...packages.files], help.index),
    {path: `${FOLDER}/modules.txt`, text: store.text},
    {path: `${FOLDER}/modules.json`, text: JSON.stringify(store.index)},
    {path: `${FOLDER}/local/main.js`, text: MANAGER_PROCESS},
    {path: `${FOLDER}/help.txt`, text: help.text},
    {path: `${FOLDER}/package.json`, text: '{"type":"commonjs"}\n'},
    {path: `${FOLDER}/LICENSES.txt`, text: licensesOf({inputs})},
  ]
  replaceFolder(FOLDER, files)
}

/**
 * What a command line is given to, with the module of each command by its id.
 * @param {Manifest} manifest
 */
function entry({commands}) {
  const files = Object.keys(commands).map((id) => {
    const file = `./commands/${id.replaceAll(':', '/')}.js`
    return `${JSON.stringify(id)}: () => import(${JSON.stringify(file)}),`
  })
  return [
    `import {main} from './cli/main.js'`,
    `export const run = (line) => main(line, {${files.join('\n')}})`,
  ].join('\n')
}

/**
 * What a module requires is found only when it is used, which may be late: it must be there.
 * @param {readonly {id: string, text: string}[]} modules
 * @param {readonly {path: string}[]} packages
 */
function refuseDangling(modules, packages) {
  const there = new Set([
    ...modules.map(({id}) => id),
    ...packages.map(({path}) => `packages/${basename(path)}`),
  ])
  for (const {id, text} of modules)
    for (const [, target = ''] of text.matchAll(/\brequire\("([^"]+\.js)"\)/g))
      if (!there.has(target)) throw new Error(`${id} requires ${target}, which is not in the bundle.`)
}

/**
 * All modules in one text, and where each lies in it.
 * @param {readonly {id: string, text: string}[]} modules
 */
function layOut(modules) {
  let text = ''
  /** @type {Record<string, [number, number]>} */
  const index = {}
  for (const module of modules) {
    index[module.id] = [text.length, text.length + module.text.length]
    text += module.text
  }
  return {text, index}
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
      BAI_COMMANDS: JSON.stringify(JSON.stringify(tableOf(manifest))),
      BAI_HELP: JSON.stringify(JSON.stringify(help)),
    },
  })
  return {path, text: outputFiles[0]?.text ?? ''}
}

/**
 * All pages in one text, and where each lies in it.
 * @param {import('./help-pages.mjs').HelpPages} pages
 */
function layOutPages(pages) {
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
