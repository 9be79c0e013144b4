// @ts-check
// Plays the main story with the real commands, on a cluster of its own in a temporary folder, and looks after each step
// whether it did what it says. Installs and builds first. Leaves nothing behind.
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {ensureInstalled} from './lib/install.mjs'
import {ROOT} from './lib/root.mjs'

const home = mkdtempSync(join(tmpdir(), 'bai-demo-'))
// Nothing of the person who runs it: no profile, no exported manager.
const inherited = Object.entries(process.env).filter(([name]) => !/^(BAI|BACKEND)_/.test(name))
const env = {
  ...Object.fromEntries(inherited),
  BAI_CONFIG_DIR: join(home, 'config'),
  BAI_CACHE_DIR: join(home, 'cache'),
  BAI_STATE_DIR: join(home, 'state'),
}
const interruption = new AbortController()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => interruption.abort())

/** @param {string} text */
const say = (text) => console.log(`\n▸ ${text}`)

process.exitCode = await main()

async function main() {
  try {
    await ensureInstalled(say)
    say('Building.')
    const {build} = await import('./build.mjs')
    if ((await build()) !== 0) throw new Error('The build failed.')
    await story()
    say('The demo did what it says.')
    return 0
  } catch (error) {
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`)
    return interruption.signal.aborted ? 130 : 1
  } finally {
    await bai(['local', 'down'], {show: false, always: true})
    rmSync(home, {recursive: true, force: true})
  }
}

async function story() {
  say('A cluster on this machine, with one simulated GPU.')
  expect(await bai(['local', 'up', '--gpus', '1']), 0)

  say('Three sessions that want 0.4 of a GPU each: 1.2 in all, where there is 1. Exit status 3: time was up.')
  const create = ['session', 'create', '--gpu', '0.4', '-n', '3', '--name', 'story', '-W', '--timeout', '10s']
  expect(await bai(create), 3)
  await bai(['session', 'list'])
  const before = await sessions()
  if (count(before, 'RUNNING') !== 2 || count(before, 'PENDING') !== 1) {
    throw new Error(`expected two RUNNING and one PENDING, got ${describe(before)}.`)
  }
  const waiting = before.find(({status}) => status === 'PENDING')?.name ?? ''

  say('Why does the third one wait? The numbers, and whose end frees it:')
  expect(await bai(['session', 'why', waiting]), 0)
  const why = JSON.parse((await bai(['session', 'why', waiting, '--json'], {show: false})).stdout)[0]
  const blocker = why?.freedBy?.[0]?.name
  if (why?.code !== 'NO_FREE_RESOURCES' || why?.shortBy?.['cuda.shares'] !== '0.2' || !blocker) {
    throw new Error(`the explanation was ${JSON.stringify(why)}.`)
  }

  say('So end that one, and see who starts:')
  expect(await bai(['session', 'rm', blocker, '--wait']), 0)
  await bai(['session', 'list'])
  const after = await sessions()
  if (after.find(({name}) => name === waiting)?.status !== 'RUNNING') {
    throw new Error(`expected ${waiting} to be RUNNING, got ${describe(after)}.`)
  }

  say('Tidy up.')
  expect(await bai(['local', 'down']), 0)
}

/**
 * Runs the real command, shown as a person would type it.
 * @param {readonly string[]} args
 * @param {{show?: boolean, always?: boolean}} [options] always: also after Ctrl-C.
 * @returns {Promise<{status: number, stdout: string}>}
 */
function bai(args, {show = true, always = false} = {}) {
  if (interruption.signal.aborted && !always) return Promise.reject(new Error('interrupted.'))
  if (show) console.log(`\n$ bai ${args.join(' ')}`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${ROOT}bin/run.js`, ...args], {
      env,
      stdio: ['ignore', 'pipe', show ? 'inherit' : 'ignore'],
    })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      if (show) process.stdout.write(text)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({status: code ?? 1, stdout}))
  })
}

/** @returns {Promise<{name: string, status: string}[]>} */
async function sessions() {
  return JSON.parse((await bai(['session', 'list', '--json'], {show: false})).stdout)
}

/** @param {readonly {status: string}[]} list @param {string} status */
function count(list, status) {
  return list.filter((session) => session.status === status).length
}

/** @param {readonly {name: string, status: string}[]} list */
function describe(list) {
  return list.map(({name, status}) => `${name} ${status}`).join(', ')
}

/** @param {{status: number}} ended @param {number} wanted */
function expect({status}, wanted) {
  if (status !== wanted) throw new Error(`the exit status was ${status}, not ${wanted}.`)
}
