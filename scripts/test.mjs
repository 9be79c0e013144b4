// @ts-check
// Installs, builds and runs the tests, tier after tier. The last line is `N passed, N failed`.
// usage: npm test [-- TIER… [MOCHA OPTIONS]]
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {runTool} from './lib/commands.mjs'
import {ensureInstalled} from './lib/install.mjs'
import {ROOT} from './lib/root.mjs'
import {readTestArguments} from './lib/test-arguments.mjs'
import {filesOf, TIERS} from './lib/tiers.mjs'
import {lastLine, NOTHING, sum, verdict} from './lib/totals.mjs'

/**
 * @typedef {import('./lib/tiers.mjs').Tier} Tier
 * @typedef {import('./lib/totals.mjs').Totals} Totals
 */

const REPORTER = `${ROOT}scripts/lib/reporter.mjs`
const isCI = /^(1|true)$/i.test(process.env['CI'] ?? '')
const interruption = new AbortController()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => interruption.abort())

/** @param {string} text */
const say = (text) => console.log(`\n▸ ${text}`)

process.exitCode = await main(process.argv.slice(2))

/** @param {readonly string[]} argv */
async function main(argv) {
  let chosen
  try {
    chosen = readTestArguments(
      argv,
      TIERS.map((tier) => tier.name),
    )
  } catch (error) {
    console.error(messageOf(error))
    return 2
  }
  try {
    await ensureInstalled(say)
    say('Building.')
    const {build} = await import('./build.mjs')
    if ((await build()) !== 0) throw new Error('The build failed.')
  } catch (error) {
    console.error(messageOf(error))
    console.log(lastLine({...NOTHING, failed: 1}))
    return 1
  }
  const tiers = TIERS.filter(({name}) => chosen.tiers.includes(name))
  const totals = sum(await runTiers(tiers, chosen.mocha))
  console.log(`\n${lastLine(totals)}`)
  if (interruption.signal.aborted) return 130
  return totals.failed > 0 ? 1 : 0
}

/**
 * One after the other, but those that run beside them.
 * @param {readonly Tier[]} tiers
 * @param {readonly string[]} mocha
 */
async function runTiers(tiers, mocha) {
  const beside = new Map(tiers.filter((tier) => tier.beside).map((tier) => [tier, runTier(tier, mocha)]))
  /** @type {Totals[]} */
  const all = []
  for (const tier of tiers) {
    const begun = beside.get(tier)
    if (begun) all.push(await begun)
    else if (!interruption.signal.aborted) all.push(await runTier(tier, mocha))
  }
  return all
}

/**
 * @param {Tier} tier
 * @param {readonly string[]} mocha
 * @returns {Promise<Totals>}
 */
async function runTier(tier, mocha) {
  const files = filesOf(tier)
  if (files.length === 0) {
    say(`${tier.name}: there are no tests yet.`)
    return NOTHING
  }
  for (const need of tier.needs) {
    const reason = await need()
    if (reason !== undefined) return skipped(tier, reason)
  }
  try {
    const prepared = (await tier.prepare?.(interruption.signal)) ?? {}
    if (prepared.lacking !== undefined) return skipped(tier, prepared.lacking)
    try {
      return await runAll(tier, [...mocha, ...files], prepared)
    } finally {
      await prepared.release?.()
    }
  } catch (error) {
    console.error(messageOf(error))
    return {...NOTHING, failed: 1}
  }
}

/**
 * A tier that cannot run is no success on the machine whose job is to run all of them.
 * @param {Tier} tier
 * @param {string} reason
 * @returns {Totals}
 */
function skipped(tier, reason) {
  say(`${tier.name}: skipped, because ${reason}${isCI ? '. CI is set: this counts as a failure.' : '.'}`)
  return isCI ? {...NOTHING, failed: 1} : {...NOTHING, skipped: 1}
}

/**
 * @param {Tier} tier
 * @param {readonly string[]} args
 * @param {import('./lib/tiers.mjs').Prepared} prepared
 * @returns {Promise<Totals>}
 */
async function runAll(tier, args, {env, runs}) {
  say(`${tier.name}: ${tier.about}`)
  if (!runs) return runMocha(tier, args, {...tier.env, ...env})
  return sum(await Promise.all(runs.map((run) => runMocha(tier, args, {...tier.env, ...run.env}, run.title))))
}

/**
 * @param {Tier} tier
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 * @param {string} [title] Of one among several runs: what it says is kept together and shown at its end.
 * @returns {Promise<Totals>}
 */
async function runMocha(tier, args, env, title) {
  const folder = mkdtempSync(join(tmpdir(), 'bai-totals-'))
  const file = join(folder, 'totals.json')
  try {
    const {status, stdout, stderr} = await runTool(
      'mocha/bin/mocha.js',
      ['--reporter', REPORTER, ...(tier.parallel ? ['--parallel'] : []), ...args],
      {
        show: title === undefined,
        env: {...process.env, ...env, ...resultFiles(title ?? tier.name), BAI_TEST_TOTALS: file},
        limitMs: tier.limitMinutes * 60_000,
        signal: interruption.signal,
      },
    )
    if (title !== undefined) {
      say(`${tier.name} ${title}`)
      console.log(stdout + stderr)
    }
    const told = readTotals(file)
    if (!told) console.error(`${tier.name} did not get to its end (status ${status}).`)
    else if (status !== 0 && told.failed === 0)
      console.error(`${tier.name}: mocha ended with status ${status}.`)
    return verdict(told, status)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

/**
 * Where a run leaves its results for docs/compatibility.md, when somebody wants them.
 * @param {string} name
 */
function resultFiles(name) {
  const folder = process.env['BAI_TEST_RESULT_FOLDER']
  if (!folder) return {}
  mkdirSync(folder, {recursive: true})
  const commands = join(folder, `${name}.commands`)
  // Lines are added to it: those of an earlier run go.
  writeFileSync(commands, '')
  return {BAI_TEST_RESULTS: join(folder, `${name}.json`), BAI_TEST_COMMANDS: commands}
}

/**
 * @param {string} file
 * @returns {Totals | undefined}
 */
function readTotals(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}
