import type {Tone} from './view.js'

/** What decides about colour. Nothing is read from the process here. */
export interface ColourFacts {
  /** `--color` or `--no-color`, or the setting in the configuration; beats the environment. */
  setting?: 'always' | 'never' | 'auto' | undefined
  env: Readonly<Record<string, string | undefined>>
  isTty: boolean
}

const CODES: Readonly<Record<Tone, readonly [number, number]>> = {
  good: [32, 39],
  busy: [33, 39],
  bad: [31, 39],
  muted: [2, 22],
}

/**
 * Whether to colour. Explicit setting > NO_COLOR > FORCE_COLOR and CLICOLOR_FORCE > TERM=dumb > CLICOLOR=0 > a terminal
 * or not. An empty NO_COLOR counts as absent (no-color.org); FORCE_COLOR=0 and =false forbid.
 */
export function wantsColour({setting = 'auto', env, isTty}: ColourFacts): boolean {
  if (setting !== 'auto') return setting === 'always'
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR)
  if (env.CLICOLOR_FORCE !== undefined && env.CLICOLOR_FORCE !== '0') return true
  if (env.TERM === 'dumb' || env.CLICOLOR === '0') return false
  return isTty
}

/** The text in the colour of its meaning. */
export function paint(text: string, tone: Tone | undefined): string {
  if (tone === undefined || text === '') return text
  const [on, off] = CODES[tone]
  return `\u001b[${on}m${text}\u001b[${off}m`
}
