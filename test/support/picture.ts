/** What a person sees after all that was written to a terminal. */
export interface Picture {
  /** Without empty ones at the end. */
  lines: string[]
  cursor: 'shown' | 'hidden'
}

const ESC = '\u001b'
const TOKEN = new RegExp(`${ESC}\\[(?<private>\\??)(?<number>\\d*)(?:;\\d+)*(?<command>[A-Za-z])|[^]`, 'gu')

/**
 * Draws what was written: text, line ends, and the few control sequences that watching needs (cursor up, clear a line,
 * clear below, cursor on and off; colours are left out). Throws for any other, so that none slips by unseen.
 */
export function pictureOf(written: string): Picture {
  const lines: string[] = ['']
  let [row, column] = [0, 0]
  let cursor: Picture['cursor'] = 'shown'
  for (const {0: token, groups} of written.matchAll(TOKEN)) {
    const count = Number(groups?.['number'] || 1)
    switch (groups?.['command'] === undefined ? token : `CSI ${groups['private']}${groups['command']}`) {
      case '\r':
        column = 0
        break
      case '\n':
        row += 1
        lines[row] ??= ''
        break
      case 'CSI A':
        row = Math.max(0, row - count)
        break
      case 'CSI K':
        lines[row] = ''
        break
      case 'CSI J':
        lines.length = row + 1
        lines[row] = (lines[row] ?? '').slice(0, column)
        break
      case 'CSI m':
        break
      case 'CSI ?h':
      case 'CSI ?l':
        if (count !== 25) throw new Error(`Unknown mode ${count}.`)
        cursor = groups?.['command'] === 'h' ? 'shown' : 'hidden'
        break
      default:
        if (groups?.['command'] !== undefined) throw new Error(`Unknown sequence ${JSON.stringify(token)}.`)
        lines[row] = put(lines[row] ?? '', column, token)
        column += 1
    }
  }
  while (lines.at(-1)?.trim() === '') lines.pop()
  return {lines, cursor}
}

function put(line: string, column: number, sign: string): string {
  return line.padEnd(column).slice(0, column) + sign + line.slice(column + 1)
}
