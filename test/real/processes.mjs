import {execFile, spawn} from 'node:child_process'
import {closeSync, openSync, readFileSync} from 'node:fs'
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {promisify} from 'node:util'
import {Refusal} from './refusal.mjs'

const exec = promisify(execFile)
const LOOK_EVERY_MS = 100
const STOP_WITHIN_MS = 20_000

/** Runs a program to its end and gives its stdout. Its stderr is in the error when it fails. */
export async function run(command, args, options = {}) {
  const {input, ...rest} = options
  const work = exec(command, args, {maxBuffer: 64 * 1024 * 1024, ...rest})
  work.child.stdin?.on('error', () => undefined)
  work.child.stdin?.end(input ?? '')
  try {
    return (await work).stdout
  } catch (error) {
    const said = `${error.stderr ?? ''}${error.stdout ?? ''}`.trim().split('\n').slice(-15).join('\n')
    throw new Refusal(1, `${command} ${args.join(' ')} failed.\n${said || error.message}`)
  }
}

/** Starts a service in the background, unless it runs: a session of its own, log and pid in `run/`. */
export async function start(layout, service) {
  if (isRunning(layout, service.name)) return false
  await mkdir(service.cwd, {recursive: true})
  const log = openSync(join(layout.run, `${service.name}.log`), 'a')
  const [command, ...args] = service.argv
  const child = spawn(command, args, {
    cwd: service.cwd,
    env: {...process.env, ...service.env},
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.unref()
  const mark = {pid: child.pid, startedAt: startTimeOf(child.pid)}
  await writeFile(pidFile(layout, service.name), JSON.stringify(mark))
  return true
}

/** Stops a service that `start` started: asks, then kills. */
export async function stop(layout, name, signal = 'SIGTERM') {
  const {pid} = markOf(layout, name)
  if (isRunning(layout, name)) {
    signalGroup(pid, signal)
    const ended = await becomesTrue(() => !isRunning(layout, name), STOP_WITHIN_MS)
    if (!ended) {
      signalGroup(pid, 'SIGKILL')
      await becomesTrue(() => !isRunning(layout, name), STOP_WITHIN_MS)
    }
  }
  await rm(pidFile(layout, name), {force: true})
}

/** Whether the very process that was started runs: a pid that was given to somebody else does not count. */
export function isRunning(layout, name) {
  const {pid, startedAt} = markOf(layout, name)
  return pid !== undefined && startedAt !== undefined && startTimeOf(pid) === startedAt
}

/** Waits until a service takes connections. */
export async function listens(layout, service, withinMs) {
  const open = await becomesTrue(async () => {
    if (!isRunning(layout, service.name)) throw new Refusal(1, await lastWords(layout, service.name))
    return canConnect(service.port)
  }, withinMs)
  if (!open)
    throw new Refusal(1, `${service.name} did not open port ${service.port} in ${withinMs / 1000} s.`)
}

/** Looks again and again until the condition holds; false when time is up. */
export async function becomesTrue(condition, withinMs) {
  const until = Date.now() + withinMs
  for (;;) {
    if (await condition()) return true
    if (Date.now() > until) return false
    await pause(LOOK_EVERY_MS)
  }
}

export function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect({port, host: '127.0.0.1'})
    const tell = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => tell(true)).once('error', () => tell(false))
  })
}

async function lastWords(layout, name) {
  const file = join(layout.run, `${name}.log`)
  const text = await readFile(file, 'utf8').catch(() => '')
  return `${name} ended. The end of ${file}:\n${text.trim().split('\n').slice(-15).join('\n')}`
}

function pidFile(layout, name) {
  return join(layout.run, `${name}.pid`)
}

function markOf(layout, name) {
  try {
    return JSON.parse(readFileSync(pidFile(layout, name), 'utf8'))
  } catch {
    return {}
  }
}

/** Clock ticks from boot to the process's start (field 22 of its stat); the name in brackets may hold anything. */
function startTimeOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // It ended in this moment.
  }
}
