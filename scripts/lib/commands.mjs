// @ts-check
// Starting other programs from the scripts. Only node: imports, because this runs before anything is installed.
import {spawn} from 'node:child_process'
import {ROOT} from './root.mjs'

/**
 * @typedef {object} Ended
 * @property {number} status Exit status; 128 + n when a signal ended it.
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * @typedef {object} CommandOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {boolean} [show] Let it write to this terminal instead of keeping its output.
 * @property {number} [limitMs] End it after this time.
 * @property {AbortSignal} [signal] Ends it when it fires.
 */

/**
 * Runs a program to its end. Its failure is a status, never a rejection.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<Ended>}
 */
export function run(program, args, {env = process.env, cwd = ROOT, show = false, limitMs, signal} = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    })
    const texts = {stdout: '', stderr: ''}
    child.stdout?.setEncoding('utf8').on('data', (text) => (texts.stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text) => (texts.stderr += text))
    const stop = () => end(child)
    const timer = limitMs === undefined ? undefined : setTimeout(stop, limitMs)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, {once: true})
    /** @param {number} status */
    const finish = (status) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve({status, ...texts})
    }
    child.once('error', (error) => {
      texts.stderr += `${error.message}\n`
      finish(127)
    })
    child.once('close', (code, by) => finish(code ?? (by === 'SIGINT' ? 130 : 143)))
  })
}

/** How long a program may take to obey SIGTERM. */
const GRACE_MS = 10_000

/** @param {import('node:child_process').ChildProcess} child */
function end(child) {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
}

/**
 * Runs a script of an installed package with this same Node.
 * @param {string} script Path below node_modules.
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export function runTool(script, args, options) {
  return run(process.execPath, [`${ROOT}node_modules/${script}`, ...args], options)
}

/**
 * Runs npm: the one that started this script, else the one in PATH.
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export function npm(args, options) {
  const path = process.env['npm_execpath'] ?? ''
  if (/npm-cli\.c?js$/.test(path)) return run(process.execPath, [path, ...args], options)
  if (process.platform === 'win32')
    return run(process.env['ComSpec'] ?? 'cmd.exe', ['/c', 'npm', ...args], options)
  return run('npm', args, options)
}
