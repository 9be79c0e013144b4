// @ts-check
// Everything that can be said about the sources without running them, in parallel, one line for each part.
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {npm, runTool} from './lib/commands.mjs'
import {CACHE} from './lib/compile.mjs'
import {commandDocs} from './lib/command-docs.mjs'
import {compileFresh, FRESH_DIST, freshManifest} from './lib/fresh-manifest.mjs'
import {ensureInstalled} from './lib/install.mjs'
import {resultSchemas} from './lib/result-schemas.mjs'
import {ROOT} from './lib/root.mjs'
import {freshSdkDocs} from './lib/sdk-docs.mjs'
import {surfaceText} from './lib/surface.mjs'

/**
 * @typedef {object} Finding
 * @property {string} name
 * @property {boolean} ok
 * @property {string} output What is wrong, in the words of whoever found it.
 */

/** @typedef {{name: string, run: () => Promise<Finding[]>}} Part */

/**
 * A part that is one program: its exit status decides.
 * @param {string} name
 * @param {() => Promise<import('./lib/commands.mjs').Ended>} start
 * @returns {Part}
 */
function program(name, start) {
  return {
    name,
    async run() {
      const {status, stdout, stderr} = await start()
      return [{name, ok: status === 0, output: stdout + stderr}]
    },
  }
}

/** Longest first: what is short fills the gaps. @type {readonly Part[]} */
const PARTS = [
  program('lint', () => runTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0'])),
  {name: 'types', run: typesAndCommands},
  {name: 'SDK reference', run: sdkReference},
  program('types of tests', () =>
    runTool('typescript/bin/tsc', [
      ...['-p', `${ROOT}tsconfig.test.json`, '--incremental'],
      ...['--tsBuildInfoFile', `${CACHE}tests.tsbuildinfo`],
    ]),
  ),
  program('format', () =>
    runTool('prettier/bin/prettier.cjs', [
      ...['--check', '.', '--log-level', 'warn'],
      ...['--cache', '--cache-strategy', 'content', '--cache-location', `${CACHE}prettier`],
    ]),
  ),
  program('layers', () =>
    runTool('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.mjs', 'src']),
  ),
  program('unused code', () => runTool('knip/bin/knip.js', ['--no-config-hints'])),
  program('lock file', () => npm(['ci', '--dry-run', '--offline', '--ignore-scripts', '--loglevel=error'])),
]

process.exitCode = await main()

async function main() {
  const startedAt = Date.now()
  await ensureInstalled((text) => console.log(text))
  const waiting = [...PARTS]
  /** @type {Finding[]} */
  const bad = []
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const partStartedAt = Date.now()
      const findings = await part.run()
      const seconds = ((Date.now() - partStartedAt) / 1000).toFixed(1)
      for (const {name, ok} of findings)
        console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(16)} ${seconds.padStart(5)} s`)
      bad.push(...findings.filter(({ok}) => !ok))
    }
  }
  await Promise.all(Array.from({length: Math.max(2, availableParallelism())}, work))
  for (const {name, output} of bad) console.log(`\n── ${name} ──\n${output.trimEnd()}`)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0)
  console.log(bad.length === 0 ? `\nAll well, ${seconds} s.` : `\n${bad.length} failed, ${seconds} s.`)
  return bad.length === 0 ? 0 : 1
}

/** The compiled sources tell whether what is committed about the commands is still true. */
async function typesAndCommands() {
  const {status, stdout} = await compileFresh()
  const types = {name: 'types', ok: status === 0, output: stdout}
  if (status !== 0) return [types]
  const manifest = await freshManifest()
  return [
    types,
    committed('manifest', 'oclif.manifest.json', manifest, 'npm run build'),
    committed('command surface', 'test/surface.json', surfaceText(JSON.parse(manifest)), 'npm run surface'),
    committed(
      'result schemas',
      'docs/results.schema.json',
      await resultSchemas(FRESH_DIST),
      'npm run surface',
    ),
    committed('command docs', 'docs/commands.md', commandDocs(JSON.parse(manifest)), 'npm run docs:commands'),
  ]
}

/** The doc comments tell whether docs/sdk/ is still true. */
async function sdkReference() {
  const pages = await freshSdkDocs()
  const name = 'SDK reference'
  const stale = [...pages].map(([page, text]) =>
    committed(name, `docs/sdk/${page}`, text, 'npm run docs:sdk'),
  )
  const left = readdirSync(`${ROOT}docs/sdk`).filter((page) => !pages.has(page))
  const output = left
    .map((page) => `docs/sdk/${page} is of no page any more. Run \`npm run docs:sdk\`.\n`)
    .join('')
  return [stale.find(({ok}) => !ok) ?? {name, ok: left.length === 0, output}]
}

/**
 * @param {string} name
 * @param {string} path
 * @param {string} wanted
 * @param {string} command Makes it so.
 * @returns {Finding}
 */
function committed(name, path, wanted, command) {
  const there = existsSync(ROOT + path) ? readFileSync(ROOT + path, 'utf8') : ''
  if (there === wanted) return {name, ok: true, output: ''}
  const first = firstDifference(there.split('\n'), wanted.split('\n'))
  return {
    name,
    ok: false,
    output: `${path} is not what the sources say.\n${first}\nRun \`${command}\`, read the difference and commit it.`,
  }
}

/**
 * @param {readonly string[]} there
 * @param {readonly string[]} wanted
 */
function firstDifference(there, wanted) {
  const at = wanted.findIndex((line, i) => line !== there[i])
  return at < 0 ? `It has more lines.` : `line ${at + 1}\n- ${there[at] ?? ''}\n+ ${wanted[at] ?? ''}`
}
