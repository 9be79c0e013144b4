import {readdirSync, readFileSync} from 'node:fs'

const ROOT = new URL('../../../', import.meta.url)

/** A line of a page after `$`, with what the page shows below it. */
export interface ShownCommand {
  line: string
  output: readonly string[]
}

/** README and the pages of docs/, by their paths. */
export const PAGES: ReadonlyMap<string, string> = new Map(
  ['README.md', ...readdirSync(new URL('docs', ROOT)).map((name) => `docs/${name}`)]
    .filter((path) => path.endsWith('.md'))
    .map((path) => [path, readFileSync(new URL(path, ROOT), 'utf8')]),
)

/** The code blocks of a page that are in one of these languages; '' for those of none. */
export function blocksOf(path: string, languages: readonly string[]): string[] {
  return [...(PAGES.get(path) ?? '').matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, language = '']) => languages.includes(language))
    .map(([, , text = '']) => text)
}

/** All that a page shows as typed into a terminal, in its order. */
export function shownCommands(path: string): ShownCommand[] {
  return blocksOf(path, ['console']).flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((entry) => {
        const [line = '', ...output] = entry.trimEnd().split('\n')
        return {line, output}
      }),
  )
}

/** What differs from one run to the next, and means nothing. */
const CHANCE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8}\b/g, 'ID'],
  [/\b(run|gpu-verify)-[a-z0-9]{5}\b/g, '$1-NAME'],
  [/127\.0\.0\.1:\d+|^(Pid +)\d+/g, '$1NUMBER'],
  [/\b(\d+m)?\d+(\.\d+)?s\b|"\d+\.\d+"/g, 'TIME'],
  [/\b\d+\.\d+\.\d+\b/g, 'VERSION'],
  [/\b\d+ B\b/g, 'SIZE'],
  [/ +/g, ' '],
]
/** What sessions are on their way; which of it is seen is chance. */
const ON_THE_WAY = /^\S+: (PENDING|SCHEDULED|PREPARING|PREPARED|CREATING|RUNNING|TERMINATING)$/

/** Lines by which two runs can be compared: without chance, and in one order, for two channels come in any. */
export function comparable(lines: readonly string[]): string[] {
  return lines
    .map((text) => CHANCE.reduce((left, [what, name]) => left.replace(what, name), text).trim())
    .filter((text) => text !== '' && !ON_THE_WAY.test(text))
    .sort()
}
