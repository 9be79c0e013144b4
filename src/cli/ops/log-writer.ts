import type {LogLine} from '../../ops/index.js'

/** How lines are shown. */
export interface LogStyle {
  colour: boolean
  /** Whether lines say whose they are. */
  prefix: 'none' | 'service' | 'service@host'
  /** Only lines that match. */
  pattern: RegExp | undefined
  width: number
}

/** One colour for each source, in turn. */
const COLOURS = [36, 33, 35, 32, 34, 96, 93]

/** Turns lines of logs into text: prefixed, coloured, filtered. */
export function logWriter(style: LogStyle): (line: LogLine) => string | undefined {
  const colours = new Map<string, number>()
  return (line) => {
    if (style.pattern && !style.pattern.test(line.text)) return undefined
    if (style.prefix === 'none') return `${line.text}\n`
    const name = style.prefix === 'service' ? line.service : `${line.service}@${line.host}`
    const colour = colours.get(name) ?? COLOURS[colours.size % COLOURS.length] ?? 36
    colours.set(name, colour)
    const label = `${name.padEnd(style.width)} |`
    return `${style.colour ? `\u001b[${colour}m${label}\u001b[39m` : label} ${line.text}\n`
  }
}
