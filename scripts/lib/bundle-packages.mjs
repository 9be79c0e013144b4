// @ts-check
// Packages that the command uses, each in one CommonJS file beside our own code.
import {build} from 'esbuild'
import {readdirSync, readFileSync} from 'node:fs'
import {basename, join, relative} from 'node:path'
import {asRequired, onlyEnglish, onlyUsedOfZod, withoutLog} from './bundle-plugins.mjs'
import {COMMON, lazyAs, moduleText} from './module-text.mjs'
import {ROOT} from './root.mjs'
import {VENDORED} from './vendor.mjs'

/** Packages that go into the bundle; all others are loaded from node_modules. */
export const BUNDLED = [
  'decimal.js',
  'eventsource-parser',
  'execa',
  'fastest-levenshtein',
  'graphql',
  'p-limit',
  'shell-quote',
  'string-width',
  'undici',
  'yaml',
  'zod',
  'zod/mini',
]

/** Node gives the names of a CommonJS package to `import()`, and all of it under `default`. */
const NAMED_EXPORTS =
  'const whole=module.exports;module.exports=Object.defineProperties({},{...Object.getOwnPropertyDescriptors(whole),__esModule:{value:true},default:{value:whole}});'

/**
 * Bundles packages into files of a folder.
 * @param {string} folder
 * @param {{names: readonly string[], from: string}} required Packages that another one requires, besides those of ours.
 */
export async function bundlePackages(folder, required) {
  const built = await build({
    ...COMMON,
    absWorkingDir: ROOT,
    bundle: true,
    format: 'cjs',
    write: false,
    metafile: true,
    outdir: folder,
    entryPoints: [
      ...BUNDLED.map((name) => ({in: name, out: fileName(name)})),
      ...required.names.map((name) => ({in: `required:${name}`, out: `required-${fileName(name)}`})),
      ...VENDORED.map((name) => ({in: `dist/vendor/${name}.js`, out: name})),
    ],
    // oclif reads TypeScript projects with them, where there are some.
    external: ['typescript', 'tsx'],
    define: {'import.meta.url': '__url'},
    plugins: [asRequired(required.from), withoutLog(), onlyUsedOfZod(compiledTexts()), onlyEnglish()],
  })
  const files = built.outputFiles.map(({path, text}) => {
    const {entryPoint = ''} = built.metafile.outputs[relative(ROOT, path).replaceAll('\\', '/')] ?? {}
    const isImported = !entryPoint.startsWith('required:')
    const isCommonJs = built.metafile.inputs[entryPoint]?.format === 'cjs'
    return {path, text: finished(text) + (isImported && isCommonJs ? NAMED_EXPORTS : '')}
  })
  return {files, metafile: built.metafile}
}

/**
 * Node's own modules are loaded at their first use: some of them take longer than all that a short command does.
 * @param {string} text
 */
function finished(text) {
  const code = text
    .replace(/\bimport\(("node:[^"]+")\)/g, 'Promise.resolve().then(()=>require($1))')
    .replace(/\bimport\(/g, '__import(')
    .replace(
      /\b(import_\w+)=((?:__toESM\()?require\("node:[^"]+"\)(?:,1)?\)?)/g,
      (_, variable, loading) => `${variable}=__whenUsed(()=>${loading})`,
    )
  return moduleText(code.includes('=__whenUsed(') ? lazyAs('__whenUsed') + code : code)
}

/**
 * The file of a package, without its ending: `@oclif/core` → `oclif-core`.
 * @param {string} name
 */
export function fileName(name) {
  return name.replace(/^@|\.js$/g, '').replaceAll('/', '-')
}

/** What was compiled, file by file. */
function compiledTexts() {
  return readdirSync(`${ROOT}dist`, {recursive: true, withFileTypes: true})
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.js') && basename(entry.parentPath) !== 'vendor',
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}
