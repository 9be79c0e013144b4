// @ts-check
// Writes docs/compatibility.md from the results that `BAI_TEST_RESULT_FOLDER=FOLDER npm test -- contract real` left.
// usage: npm run docs:compatibility -- FOLDER
import {readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {format} from 'prettier'
import {ROOT} from './lib/root.mjs'

/** @typedef {Record<string, import('./lib/totals.mjs').Totals>} Groups */
/** @typedef {{release: string, groups: Groups, commands: Map<string, Set<number>>}} Result */

/** Their exit status is that of what ran in the session. */
const PASSING_ON = new Set(['run', 'session:exec', 'session:shell'])
/** They go on until Ctrl-C: their end is 130. */
const UNTIL_INTERRUPTED = new Set(['session:app', 'session:port-forward', 'session:watch'])
const FILE = `${ROOT}docs/compatibility.md`
const INTRO = `# Compatibility

One suite of tests, \`test/contract\`, is asked of real managers of three releases and of the local cluster; no test knows
which one it runs on. This page is written from its results by \`npm run docs:compatibility\`
([how](../CONTRIBUTING.md#compatibility)). API versions v6 to v9 are
spoken, managers from 22.09 on; other releases than those here count as the nearest of the table at the end, and a later
one than all of them is used with a warning.

## What was asked`
const COMMANDS = `## Commands

Every command that the suite ran as a process. "yes": it did what it should; "10": it ends with exit status 10 there and says
which releases can; "–": not asked there, mostly because sessions run no code on that test installation.`
const FEATURES = `## What only some releases can

\`bai\` knows from the release a manager tells; \`--debug\` lists what the one it talks to lacks. A field that a manager does not
know after all is left out of the question, once it has said so.`

await main(process.argv[2])

/** @param {string | undefined} folder */
async function main(folder) {
  if (!folder) {
    console.error('usage: npm run docs:compatibility -- FOLDER')
    process.exitCode = 2
    return
  }
  const results = readResults(folder)
  const parts = [
    INTRO,
    groupTable(results),
    COMMANDS,
    commandTable(results),
    FEATURES,
    await featureTable(results),
  ]
  writeFileSync(FILE, await format(parts.join('\n\n'), {parser: 'markdown', printWidth: 120}))
}

/**
 * @param {string} folder
 * @returns {Result[]}
 */
function readResults(folder) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
  return names.sort().map((name) => ({
    release: name === 'contract' ? 'local cluster' : name,
    groups: JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
    commands: readCommands(join(folder, `${name}.commands`)),
  }))
}

/**
 * The exit statuses of each command, by its id.
 * @param {string} file
 */
function readCommands(file) {
  const names = commandNames()
  /** @type {Map<string, Set<number>>} */
  const seen = new Map()
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const {argv, exitCode} = JSON.parse(line)
    const id = [3, 2, 1].map((count) => names.get(argv.slice(0, count).join(':'))).find((found) => found)
    if (id) seen.set(id, (seen.get(id) ?? new Set()).add(exitCode))
  }
  return seen
}

/** Ids of all commands by themselves and by their other names. */
function commandNames() {
  /** @type {Record<string, {aliases?: string[]}>} */
  const commands = JSON.parse(readFileSync(`${ROOT}oclif.manifest.json`, 'utf8')).commands
  return new Map(
    Object.entries(commands).flatMap(([id, {aliases = []}]) => [id, ...aliases].map((name) => [name, id])),
  )
}

/** @param {readonly Result[]} results */
function groupTable(results) {
  const titles = [...new Set(results.flatMap(({groups}) => Object.keys(groups)))].filter(isContract).sort()
  return table(
    ['', ...results.map(({release}) => release)],
    titles.map((title) => [
      title.replace('Contract: ', ''),
      ...results.map(({groups}) => words(groups[title])),
    ]),
  )
}

/** @param {string} title */
function isContract(title) {
  return title.startsWith('Contract: ')
}

/** @param {import('./lib/totals.mjs').Totals | undefined} totals */
function words(totals) {
  if (!totals || totals.passed + totals.failed === 0) return 'not there'
  return `${totals.passed} of ${totals.passed + totals.failed}`
}

/** @param {readonly Result[]} results */
function commandTable(results) {
  const ids = [...new Set(results.flatMap(({commands}) => [...commands.keys()]))].sort()
  return table(
    ['command', ...results.map(({release}) => release)],
    ids.map((id) => [
      `\`${id.replaceAll(':', ' ')}\``,
      ...results.map(({commands}) => {
        const ends = commands.get(id)
        if (ends?.has(0) || (ends?.size && PASSING_ON.has(id))) return 'yes'
        if (ends?.has(130) && UNTIL_INTERRUPTED.has(id)) return 'yes'
        return ends?.has(10) ? '10' : '–'
      }),
    ]),
  )
}

/** @param {readonly Result[]} results */
async function featureTable(results) {
  // By a name that the compiler does not follow: it checks this file before there is anything compiled.
  /** @type {typeof import('../src/sdk/transport/capabilities.js')} */
  const {capabilitiesOf} = await import(`${ROOT}dist/sdk/index.js`)
  const releases = results.map(({release}) => release).filter((release) => /^\d/.test(release))
  const known = releases.map((manager) => capabilitiesOf({version: '', manager}).features)
  return table(
    ['feature', 'in', ...releases],
    (known[0] ?? []).map(({feature, availability}, i) => [
      feature,
      availability,
      ...known.map((features) => (features[i]?.available ? 'yes' : 'no')),
    ]),
  )
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
