import {expect} from 'chai'
import {existsSync, readFileSync} from 'node:fs'
import {blocksOf, PAGES} from '../../support/examples/pages.js'

interface Manifest {
  commands: Record<
    string,
    {aliases?: string[]; flags?: Record<string, {char?: string; aliases?: string[]; allowNo?: boolean}>}
  >
}

const {commands} = JSON.parse(
  readFileSync(new URL('../../../oclif.manifest.json', import.meta.url), 'utf8'),
) as Manifest
/** Flags by the words of each command and of its aliases. */
const FLAGS = new Map(
  Object.entries(commands).flatMap(([id, {aliases = [], flags = {}}]) =>
    [id, ...aliases].map((name) => [name.replaceAll(':', ' '), flags] as const),
  ),
)

/** `session`, `ops backup`: what several commands have in common. */
const TOPICS = new Set([...FLAGS.keys()].map((name) => name.split(' ').slice(0, -1).join(' ')))
/** Shown for what goes wrong with it. */
const WRONG_ON_PURPOSE = new Set(['bai session list --bogus'])

/** All command lines of a page's code, and of code between its words, without what follows `--`. */
function linesOf(path: string): string[] {
  const blocks = blocksOf(path, ['sh', 'console', '']).join('\n').replaceAll('\\\n', ' ')
  const spans = [
    ...(PAGES.get(path) ?? '')
      .replace(/^```.*?^```$/gms, '')
      .replaceAll('\\|', '|')
      .matchAll(/`(bai [^`]+)`/g),
  ]
  const typed = [...blocks.matchAll(/(?:^|[|;&(]|\$ ) *(bai .*?)(?= [|&#]|[;)]|$)/gm), ...spans]
  return typed.map(([, line = '']) => line.split(/ --? | \| /)[0]?.trim() ?? '')
}

/** What is wrong with a command line; undefined when nothing is. */
function fault(line: string): string | undefined {
  const words = line.split(/\s+/).slice(1)
  const count = [3, 2, 1].find((length) => FLAGS.has(words.slice(0, length).join(' ')))
  if (count === undefined) return TOPICS.has(words.join(' ')) ? undefined : `${line}: no such command`
  const flags = FLAGS.get(words.slice(0, count).join(' ')) ?? {}
  const known = new Set(
    Object.entries(flags).flatMap(([name, {char, aliases = [], allowNo}]) => [
      ...[name, ...aliases].map((one) => `--${one}`),
      ...(char === undefined ? [] : [`-${char}`]),
      ...(allowNo ? [`--no-${name}`] : []),
    ]),
  )
  const unknown = words
    .slice(count)
    .filter((word) => /^--?[a-z]/i.test(word))
    .map((word) => word.split('=')[0] ?? '')
    .filter((word) => !known.has(word) && !['--help', '--version'].includes(word))
  return unknown.length > 0 ? `${line}: no flag ${unknown.join(', ')}` : undefined
}

describe('the pages', () => {
  for (const path of PAGES.keys()) {
    it(`${path} names commands and flags that there are`, () => {
      const lines = linesOf(path).filter((line) => /^bai [a-z]/.test(line) && !WRONG_ON_PURPOSE.has(line))

      expect(lines.map(fault).filter(Boolean)).to.deep.equal([])
    })

    it(`${path} leads to files that are there`, () => {
      const targets = [...(PAGES.get(path) ?? '').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
        ([, to = '']) => to,
      )
      const missing = targets.filter(
        (to) => !existsSync(new URL(to, new URL(`../../../${path}`, import.meta.url))),
      )

      expect(missing).to.deep.equal([])
    })
  }
})
