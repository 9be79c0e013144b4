// @ts-check
// What a topic measures with: commands as whole processes, one in turn with another, in folders of their own.
import {spawn} from 'node:child_process'
import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {mkdirSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {ROOT} from '../../scripts/lib/root.mjs'

const PEAK = fileURLToPath(new URL('peak.cjs', import.meta.url))
const WARM_UP_RUNS = 2

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {readonly string[]} argv
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {number} status The exit status it must end with.
 */

/**
 * @typedef {object} Run
 * @property {number} ms Wall time of the whole process.
 * @property {string} stdout Empty unless it was asked for.
 * @property {number} lines Of stdout; 0 unless it was read.
 * @property {number} [peakMiB] Largest resident memory, of `bai` only.
 * @property {number} [firstLineMs] When the first line was there; only when stdout was asked for.
 */

export class Bench {
  /** What was run, as one would type it. @type {Set<string>} */
  commands = new Set()
  /** Calls at the end, last first. @type {(() => Promise<unknown>)[]} */
  #cleanUp = []

  /**
   * @param {string} home
   * @param {import('../../scripts/lib/packed.mjs').InstalledPackage} installed
   * @param {{runs: number, signal: AbortSignal}} options
   */
  constructor(home, installed, {runs, signal}) {
    this.home = home
    this.installed = installed
    this.runs = runs
    this.signal = signal
  }

  /**
   * @param {import('../../scripts/lib/packed.mjs').InstalledPackage} installed
   * @param {{runs: number, signal: AbortSignal}} options
   */
  static async create(installed, options) {
    const home = await mkdtemp(join(tmpdir(), 'bai-bench-'))
    mkdirSync(join(home, 'work'))
    return new Bench(home, installed, options)
  }

  /** A path in this topic's folder. @param {string} name */
  file(name) {
    return join(this.home, name)
  }

  /** Is called when the topic is over, whatever happened. @param {() => Promise<unknown>} action */
  atEnd(action) {
    this.#cleanUp.unshift(action)
  }

  async remove() {
    for (const action of this.#cleanUp) await action().catch((error) => console.error(String(error)))
    await rm(this.home, {recursive: true, force: true})
  }

  /**
   * The installed `bai`, with folders of its own and none of this process's settings.
   * @param {readonly string[]} args
   * @param {{status?: number, env?: Readonly<Record<string, string>>}} [options]
   * @returns {Command}
   */
  bai(args, {status = 0, env = {}} = {}) {
    return {name: `bai ${args.join(' ')}`, argv: [this.installed.bai, ...args], env: this.#env(env), status}
  }

  /**
   * Any other program.
   * @param {readonly string[]} argv
   * @param {{name?: string, status?: number, env?: Readonly<Record<string, string>>}} [options]
   * @returns {Command}
   */
  command(argv, {name = argv.join(' '), status = 0, env = {}} = {}) {
    return {name, argv, env: this.#env(env), status}
  }

  /** A script that does nothing: what Node itself takes. */
  emptyScript() {
    const file = this.file('empty.js')
    writeFileSync(file, '')
    return this.command([process.execPath, file], {name: 'an empty script'})
  }

  /**
   * Runs a command once and gives what it wrote; of what is long only the number of lines.
   * @param {Command} command
   * @param {{peak?: boolean, long?: boolean}} [options]
   */
  run(command, {peak = false, long = false} = {}) {
    this.#note(command)
    return this.#once(command, {read: long ? 'lines' : 'text', peak})
  }

  /**
   * Runs two commands in turn, A B A B …, so that whatever else the machine does meets both.
   * @param {Command} ours
   * @param {Command} other
   * @param {{runs?: number, warmUp?: number, beforeEach?: () => Promise<unknown>}} [options]
   * @returns {Promise<import('./rows.mjs').Pairs>}
   */
  async inTurn(ours, other, {runs = this.runs, warmUp = WARM_UP_RUNS, beforeEach} = {}) {
    this.#note(ours)
    this.#note(other)
    /** @type {[number[], number[]]} */
    const [first, second] = [[], []]
    for (let i = -warmUp; i < runs; i++) {
      await beforeEach?.()
      const {ms: a} = await this.#once(ours)
      await beforeEach?.()
      const {ms: b} = await this.#once(other)
      if (i < 0) continue
      first.push(a)
      second.push(b)
    }
    return {ours: first, other: second, otherName: other.name, unit: 'ms'}
  }

  /** @param {Command} command */
  #note({argv}) {
    const words = argv.map((word, i) => (i === 0 ? programName(word, this.installed.bai) : this.#short(word)))
    this.commands.add(words.map((word) => (/^[\w@%+=:,./$-]+$/.test(word) ? word : `'${word}'`)).join(' '))
  }

  /** Without folders of this machine. @param {string} word */
  #short(word) {
    return word.replaceAll(this.home, '$TMP').replaceAll(ROOT, '')
  }

  /** @param {Readonly<Record<string, string>>} more */
  #env(more) {
    return {PATH: process.env['PATH'], HOME: this.home, LANG: 'C.UTF-8', ...more}
  }

  /**
   * @param {Command} command
   * @param {{read?: 'text' | 'lines', peak?: boolean}} [options]
   * @returns {Promise<Run>}
   */
  async #once({argv, env, status, name}, {read, peak = false} = {}) {
    this.signal.throwIfAborted()
    const [program = '', ...args] = argv
    const peakFile = this.file('peak')
    const started = performance.now()
    const child = spawn(program, args, {
      cwd: this.file('work'),
      env: peak ? {...env, NODE_OPTIONS: `--require ${PEAK}`, BAI_BENCH_PEAK: peakFile} : env,
      stdio: ['ignore', read ? 'pipe' : 'ignore', 'pipe'],
      signal: this.signal,
    })
    /** @type {Run} */
    const run = {ms: 0, stdout: '', lines: 0}
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text))
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      if (run.firstLineMs === undefined) run.firstLineMs = performance.now() - started
      run.lines += text.split('\n').length - 1
      if (read === 'text') run.stdout += text
    })
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    run.ms = performance.now() - started
    if (code !== status) throw new Error(`${name} ended with ${code}, not ${status}:\n${stderr}`)
    if (peak) run.peakMiB = Number(await readFile(peakFile, 'utf8')) / 1024
    return run
  }
}

/**
 * What one would type for a program.
 * @param {string} path
 * @param {string} bai Where it is installed.
 */
function programName(path, bai) {
  return path === bai ? 'bai' : basename(path)
}
