import type {StartOptions} from '../../../src/local/index.js'
import type {Who} from '../target.js'

/** A line that a shell runs. Where it is an example of help, running it is what the scene is for; others prepare. */
export interface Step {
  line: string
  /** Exit statuses that are as it should be; 0 unless said, 130 for what Ctrl-C ends. */
  ends: readonly number[]
  /** Who runs it, where it is not the one of the scene. */
  as?: Who
  /** What it must print, on either channel. */
  shows?: RegExp
  /** It has no end of its own: once this is seen, Ctrl-C ends it. */
  until?: RegExp
  /** Makes it seen: run again and again while the line runs. */
  meanwhile?: string
  /** It is run on a terminal and answered there: what is waited for, what is typed then. */
  answers?: readonly (readonly [sees: RegExp, types: string])[]
}

/** Examples that need the same things around them, in the order in which they make sense. */
export interface Scene {
  title: string
  steps: readonly Step[]
  /** Account of the cluster; `nobody` has no cluster and nothing configured. */
  as: Who | 'nobody'
  cluster?: Partial<StartOptions>
  /** In the folder where it is run. */
  files?: Readonly<Record<string, string>>
  /** What examples can but invent, and what it is here; `endpoint` and keys of accounts come from the cluster. */
  stands?: Readonly<Record<string, (here: Surroundings) => string>>
}

/** What is known only when a scene begins. */
export interface Surroundings {
  endpoint: string
  webserver: string
  keys: (who: Who) => {accessKey: string; secretKey: string}
  home: string
}

/** One line that ends with 0, by Ctrl-C with 130, or as said. */
export function line(text: string, more: Partial<Omit<Step, 'line'>> = {}): Step {
  return {line: text, ends: [more.until ? 130 : 0], ...more}
}

/** Lines that end with 0. */
export function lines(...texts: readonly string[]): Step[] {
  return texts.map((text) => line(text))
}
