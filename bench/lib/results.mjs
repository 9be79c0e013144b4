// @ts-check
// bench/RESULTS.md: a section for each topic. A run of one topic replaces its section and leaves the others.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {TOPICS} from '../topics.mjs'

const FILE = fileURLToPath(new URL('../RESULTS.md', import.meta.url))
const HEAD = `# Results

Written by \`npm run bench\` (\`npm run bench -- TOPIC\` for one section). \`bai\` is the packed package, installed with npm.
Figures are medians with the least and the greatest; ratios are taken pair by pair of runs in turn, and the median of
them is compared with the target.
`

/**
 * @typedef {object} Measured
 * @property {readonly import('./rows.mjs').Row[]} rows
 * @property {string} machine
 * @property {ReadonlySet<string>} commands
 * @property {number} runs
 */

/**
 * @param {import('../topics.mjs').Topic} topic
 * @param {Measured} measured
 */
export function writeResults(topic, measured) {
  const sections = readSections()
  sections.set(topic.title, sectionText(measured))
  const known = TOPICS.filter(({title}) => sections.has(title))
  const text = known.map(({title}) => `## ${title}\n\n${sections.get(title)}`)
  writeFileSync(FILE, `${[HEAD, ...text].join('\n').trimEnd()}\n`)
}

/** @returns {Map<string, string>} */
function readSections() {
  if (!existsSync(FILE)) return new Map()
  const [, ...parts] = readFileSync(FILE, 'utf8').split(/^## /m)
  return new Map(
    parts.map((part) => {
      const [title = '', ...rest] = part.split('\n')
      return [title, `${rest.join('\n').trim()}\n`]
    }),
  )
}

/** @param {Measured} measured */
function sectionText({rows, machine, commands, runs}) {
  const day = new Date().toISOString().slice(0, 10)
  const table = rows.map(
    ({what, ours, other, ratio, target, verdict, remark}) =>
      `| ${what} | ${ours} | ${other} | ${ratio} | ${target} | ${verdict}${remark ? `: ${remark}` : ''} |`,
  )
  return `${[
    `${day}, ${machine}; ${runs} runs of each.`,
    '',
    '| what | bai | compared with | ratio | target | |',
    '|---|---|---|---|---|---|',
    ...table,
    '',
    '```',
    ...commands,
    '```',
  ].join('\n')}\n`
}
