import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Script} from 'node:vm'
import {readKept, writeKept, type Kept} from './kept-code.js'

type Require = (id: string) => unknown
type Import = (id: string) => Promise<unknown>
type ModuleFunction = (module: Module, require: Require, file: string, load: Import) => void

interface Module {
  exports: unknown
}

/** Where each module begins and ends in the text of all. */
type Index = Readonly<Record<string, readonly [number, number]>>

/** Where the modules are, and what is not among them. */
export interface ModuleSources {
  /** Folder of the bundle. */
  folder: string
  /** Keeps what was compiled for the next run; none when undefined. */
  keptFile: string | undefined
  /** For what is not in the bundle. */
  require: Require
  import: Import
}

/** What traces of errors show: there is one text of many modules. */
const FILE_NAME = 'bai.js'
const HEAD = 'function(module,require,__filename,__import){'

/**
 * Loads the modules of the bundle when they are first required, each by itself. Those that a command used are kept as
 * one script, with what V8 compiled of it, for the next run of the same command: most of a short command's time is
 * compiling. Where that file cannot be read or written, everything works as without it.
 */
export class Modules {
  readonly #modules = new Map<string, Module>()
  readonly #texts = new Map<string, string>()
  readonly #kept: Kept | undefined
  readonly #script: Script | undefined
  readonly #functions: Readonly<Record<string, ModuleFunction>>
  readonly #require: Require
  #store: {text: string; index: Index} | undefined

  constructor(private readonly sources: ModuleSources) {
    const {keptFile} = sources
    this.#require = (id) => this.require(id)
    this.#kept = keptFile === undefined ? undefined : readKept(keptFile)
    this.#script =
      this.#kept && new Script(this.#kept.source, {filename: FILE_NAME, cachedData: this.#kept.code})
    this.#functions = (this.#script?.runInThisContext() ?? {}) as Record<string, ModuleFunction>
    if (keptFile !== undefined) process.once('exit', () => this.#keep(keptFile))
  }

  /** Loads a module by its id. Ours and the packages beside us end in `.js`. */
  require(id: string): unknown {
    if (!id.endsWith('.js')) return this.sources.require(id)
    const known = this.#modules.get(id)
    if (known) return known.exports
    const module: Module = {exports: {}}
    this.#modules.set(id, module)
    const define = this.#functions[id] ?? this.#compile(id)
    define(module, this.#require, `${this.sources.folder}/${id}`, this.sources.import)
    return module.exports
  }

  #compile(id: string): ModuleFunction {
    const text = `${HEAD}${this.#textOf(id)}\n}`
    this.#texts.set(id, text)
    const script = new Script(`(${text})`, {filename: join(this.sources.folder, id)})
    return script.runInThisContext() as ModuleFunction
  }

  /** All of it is ASCII, which is read faster as what it is. */
  #textOf(id: string): string {
    const {folder} = this.sources
    if (id.startsWith('packages/')) return readFileSync(join(folder, id), 'latin1')
    this.#store ??= {
      text: readFileSync(join(folder, 'modules.txt'), 'latin1'),
      index: JSON.parse(readFileSync(join(folder, 'modules.json'), 'utf8')) as Index,
    }
    const place = this.#store.index[id]
    if (!place) throw new Error(`The build has no module ${id}.`)
    return this.#store.text.slice(...place)
  }

  #keep(file: string): void {
    const {source = '', code, isWarm = false} = this.#kept ?? {}
    try {
      if (this.#texts.size > 0) {
        // The next run compiles what it calls, and keeps it.
        const added = [...this.#texts].map(([id, text]) => `${JSON.stringify(id)}:${text},\n`).join('')
        const whole = `${source.slice(0, -2) || '({'}${added}})`
        const code = new Script(whole, {filename: FILE_NAME}).createCachedData()
        writeKept(file, {source: whole, code, isWarm: false})
      } else if (this.#script && code && (!isWarm || this.#script.cachedDataRejected)) {
        writeKept(file, {source, code: this.#script.createCachedData(), isWarm: true})
      }
    } catch {
      // A full disk or a folder that is not ours: the next run compiles again.
    }
  }
}
