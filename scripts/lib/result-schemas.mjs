// @ts-check
// docs/results.schema.json: what every command's JSON holds. The keys are those of the compiled views, the types those of
// the sources.
import {readdirSync, readFileSync} from 'node:fs'
import {dirname, posix} from 'node:path'
import {pathToFileURL} from 'node:url'
import ts from 'typescript'
import {ROOT} from './root.mjs'
import {columnTypes} from './view-types.mjs'

/** @typedef {import('./result-types.mjs').Schema} Schema */
/** @typedef {{columns?: readonly {key: string}[], sections?: readonly {key: string}[]}} View */

const CALL = /\b(renderList|renderOne|showList|showOne|watchList)\b/
const MANY = new Set(['renderList', 'showList', 'watchList'])

/**
 * @param {string} dist Where the sources were compiled to.
 * @returns {Promise<string>}
 */
export async function resultSchemas(dist) {
  const program = ts.createProgram(viewFiles(), options())
  const checker = program.getTypeChecker()
  /** @type {Record<string, Schema>} */
  const results = {}
  for (const file of commandFiles()) {
    const schemas = []
    for (const {name, from, isList} of viewsOfCommand(file)) {
      /** @type {Record<string, View | undefined>} */
      const module = await import(pathToFileURL(`${dist}/${from}.js`).href)
      const source = program.getSourceFile(`${ROOT}src/${from}.ts`)
      const row = rowSchema(module[name], columnTypes(checker, source && initializerOf(source, name)))
      if (row) schemas.push(isList ? {type: 'array', items: row} : row)
    }
    const [only] = schemas
    if (only)
      results[file.replace(/\.ts$/, '').replaceAll('/', ' ')] = schemas.length > 1 ? {anyOf: schemas} : only
  }
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What `bai COMMAND --json` prints, by COMMAND',
    $defs: results,
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

/**
 * @param {View | undefined} view
 * @param {ReadonlyMap<string, Schema>} types
 * @returns {Schema | undefined}
 */
function rowSchema(view, types) {
  if (!view?.columns) return undefined
  const keys = [...view.columns, ...(view.sections ?? [])].map(({key}) => key)
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map((key) => [key, types.get(key) ?? {}])),
    required: keys,
  }
}

/**
 * The views that a command shows, itself or by its base class.
 * @param {string} file
 */
function viewsOfCommand(file) {
  const path = `commands/${file}`
  const own = shownIn(path)
  if (own.length > 0) return own
  const text = read(path)
  const base = /\bextends (\w+)/.exec(text)?.[1]
  const from = base && importsOf(path, text).get(base)
  return from ? shownIn(`${from}.ts`) : []
}

/**
 * The views that a source shows, in its order.
 * @param {string} path Below src/.
 */
function shownIn(path) {
  const text = read(path)
  const origins = importsOf(path, text)
  const shown = new Map()
  for (const part of text.split(/(?=\bthis\.(?:render|show|watch))/)) {
    const call = CALL.exec(part)?.[1]
    const name = /\b\w+View\b/.exec(part)?.[0]
    const from = name && origins.get(name)
    if (call && name && from) shown.set(name, {name, from, isList: MANY.has(call)})
  }
  return [...shown.values()]
}

/**
 * What a source imports by name, and from where below src/.
 * @param {string} path
 * @param {string} text
 * @returns {Map<string, string>}
 */
function importsOf(path, text) {
  const all = text.matchAll(/import \{([^}]+)\} from '(\.[^']+)\.js'/g)
  return new Map(
    [...all].flatMap(([, names = '', from = '']) =>
      names.split(',').map((name) => /** @type {const} */ ([name.trim(), posix.join(dirname(path), from)])),
    ),
  )
}

/** @param {string} path */
function read(path) {
  return readFileSync(`${ROOT}src/${path}`, 'utf8')
}

/**
 * @param {ts.SourceFile} source
 * @param {string} name
 */
function initializerOf(source, name) {
  for (const statement of source.statements)
    if (ts.isVariableStatement(statement))
      for (const declaration of statement.declarationList.declarations)
        if (declaration.name.getText() === name) return declaration.initializer
  return undefined
}

/** @returns {ts.CompilerOptions} */
function options() {
  const {config} = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path))
  return ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options
}

function viewFiles() {
  return readdirSync(`${ROOT}src/cli`, {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${ROOT}src/cli/${name.replaceAll('\\', '/')}`)
}

function commandFiles() {
  return readdirSync(`${ROOT}src/commands`, {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
}
