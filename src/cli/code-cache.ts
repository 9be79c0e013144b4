import {readFileSync} from 'node:fs'
import {basename, dirname, resolve} from 'node:path'
import {Script} from 'node:vm'
import {readCompiled, writeCompiled} from './compiled-code.js'

type Require = (id: string) => unknown
type Import = (id: string) => Promise<unknown>
type Wrapper = (part: Part, require: Require, file: string, load: Import) => void

interface Part {
  exports: unknown
}

/**
 * Loads the parts of the bundle, and keeps what V8 compiled for the next run of the same command: most of a short
 * command's time is compiling. The file holds only what that command used. Where it cannot be read or written,
 * everything works as without it. (Node has this built in from 22.8 on, for `require` alone.)
 */
export class CodeCache {
  readonly #parts = new Map<string, Part>()
  readonly #scripts = new Map<string, Script>()
  readonly #compiled: ReadonlyMap<string, Buffer>
  #isStale = false

  constructor(
    private readonly file: string,
    /** For what is not in the bundle. */
    private readonly nodeRequire: Require,
    private readonly load: Import,
  ) {
    this.#compiled = readCompiled(file)
    process.once('exit', () => this.#write())
  }

  /** Loads a part by its path, as `require` does. */
  require(path: string): unknown {
    const known = this.#parts.get(path)
    if (known) return known.exports
    const part: Part = {exports: {}}
    this.#parts.set(path, part)
    const folder = dirname(path)
    const require: Require = (id) =>
      id.startsWith('.') ? this.require(resolve(folder, id)) : this.nodeRequire(id)
    this.#compile(path)(part, require, path, this.load)
    return part.exports
  }

  #compile(path: string): Wrapper {
    // The bundle is ASCII, which is read faster as what it is.
    const source = `(function(module,require,__filename,__import){const {exports}=module;${readFileSync(path, 'latin1')}\n})`
    // By name: the same build may be installed in two places.
    const cachedData = this.#compiled.get(basename(path))
    const script = new Script(source, {
      filename: path,
      ...(cachedData && {cachedData}),
    })
    this.#scripts.set(basename(path), script)
    this.#isStale ||= !cachedData || script.cachedDataRejected === true
    return script.runInThisContext() as Wrapper
  }

  #write(): void {
    if (!this.#isStale) return
    try {
      writeCompiled(
        this.file,
        [...this.#scripts].map(([name, script]) => [name, script.createCachedData()]),
      )
    } catch {
      // A full disk or a folder that is not ours: the next run compiles again.
    }
  }
}
