// @ts-check
// dist/ with some packages in it instead of beside it: what they bring along is several times what is used of them.
import {build} from 'esbuild'
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join, relative} from 'node:path'
import {licensesOf} from './licenses.mjs'
import {replaceFolder} from './replace-folder.mjs'
import {ROOT} from './root.mjs'

/** They are `devDependencies`: npm does not install them beside us. */
export const VENDORED = /** @type {const} */ (['age-encryption', 'cockatiel', 'etcd3', 'ssh2', 'tar-stream'])

const FOLDER = `${ROOT}dist/vendor`
const IMPORT = new RegExp(`(\\bfrom |\\bimport\\()(['"])(${VENDORED.join('|')})\\2`, 'g')

/** Bundles the packages into dist/vendor/, and leads the imports of the compiled code there. */
export async function vendor() {
  const built = await build({
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    metafile: true,
    outdir: FOLDER,
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    entryPoints: VENDORED.map((name) => ({in: name, out: name})),
    // Code that was CommonJS asks for Node's own modules with `require`, which an ES module does not have.
    banner: {js: `import {createRequire} from 'node:module';const require=createRequire(import.meta.url);`},
    // Where files lie that are not taken along: another program for Windows, protocols of grpc that we do not speak.
    define: {__dirname: '"."'},
    plugins: [entries(), readProtocolsNow(), writeShortNumbersAtOnce(), withoutNativeParts()],
  })
  const files = built.outputFiles.map(({path, text}) => ({path, text}))
  replaceFolder(FOLDER, [...files, {path: `${FOLDER}/LICENSES.txt`, text: licensesOf(built.metafile)}])
  leadImports()
}

/**
 * One file a package, with the names that it has when Node imports it: of a CommonJS package esbuild knows none.
 * @returns {import('esbuild').Plugin}
 */
function entries() {
  return {
    name: 'entries',
    setup(build) {
      build.onResolve({filter: /.*/}, ({path, kind}) =>
        kind === 'entry-point' ? {path, namespace: 'entry'} : undefined,
      )
      build.onLoad({filter: /.*/, namespace: 'entry'}, async ({path}) => {
        const {default: whole, ...named} = await import(path)
        const names = Object.keys(named).filter((name) => !['module.exports', '__esModule'].includes(name))
        const contents =
          whole === undefined
            ? `export * from '${path}'`
            : `const whole = require('${path}')\nexport const {${names.join(', ')}} = whole\nexport default whole`
        return {contents, resolveDir: ROOT}
      })
    },
  }
}

/**
 * etcd3 reads the text of etcd's protocol from a file whenever it is loaded, which takes longer than all of a short
 * command. It is read here, once.
 * @returns {import('esbuild').Plugin}
 */
function readProtocolsNow() {
  return {
    name: 'read-protocols-now',
    setup(build) {
      build.onLoad({filter: /etcd3[\\/]lib[\\/]connection-pool\.js$/}, ({path}) => {
        const text = readFileSync(path, 'utf8')
        const loader = createRequire(path).resolve('@grpc/proto-loader')
        const protobuf = createRequire(loader)('protobufjs')
        const file = join(dirname(path), '../proto/rpc.proto')
        // As etcd3 reads it: with `rangeEnd` for `range_end` its requests arrive empty.
        const protocol = new protobuf.Root().loadSync(file, {keepCase: true}).toJSON()
        const contents = text.replace(/loadSync\)\(`[^`]+`,/, () => `fromJSON)(${JSON.stringify(protocol)},`)
        if (contents === text) throw new Error(`${path} does not read its protocol as it did.`)
        return {contents, loader: 'js'}
      })
    },
  }
}

/**
 * The protocol's 64-bit numbers become text with many divisions each, at three of them a key. Nearly all fit 32 bits.
 * @returns {import('esbuild').Plugin}
 */
function writeShortNumbersAtOnce() {
  const HEAD = /(?<=LongPrototype\.toString = function toString\(radix\) \{)/
  return {
    name: 'write-short-numbers-at-once',
    setup(build) {
      build.onLoad({filter: /[\\/]long[\\/](?:umd[\\/])?index\.js$/}, ({path}) => {
        const text = readFileSync(path, 'utf8')
        const contents = text.replace(
          HEAD,
          'if (this.high === 0 && (radix || 10) === 10) return String(this.low >>> 0);',
        )
        if (contents === text) throw new Error(`${path} does not write numbers as it did.`)
        return {contents, loader: 'js'}
      })
    },
  }
}

/**
 * ssh2 can do without what a compiler would have to make for it.
 * @returns {import('esbuild').Plugin}
 */
function withoutNativeParts() {
  return {
    name: 'without-native-parts',
    setup(build) {
      build.onResolve({filter: /\.node$|^cpu-features$/}, ({path}) => ({path, namespace: 'absent'}))
      build.onLoad({filter: /.*/, namespace: 'absent'}, ({path}) => ({
        contents: `throw new Error(${JSON.stringify(`${path} is not there.`)})`,
      }))
    },
  }
}

/** `from 'etcd3'` → `from '../../vendor/etcd3.js'`, in what was compiled. */
function leadImports() {
  const dist = `${ROOT}dist`
  for (const entry of readdirSync(dist, {recursive: true, withFileTypes: true})) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !entry.name.endsWith('.js') || path.startsWith(FOLDER)) continue
    const text = readFileSync(path, 'utf8')
    const led = text.replace(IMPORT, (_, before, quote, name) => {
      const target = relative(dirname(path), join(FOLDER, `${name}.js`)).replaceAll('\\', '/')
      return `${before}${quote}${target.startsWith('.') ? target : `./${target}`}${quote}`
    })
    if (led !== text) writeFileSync(path, led)
  }
}
