import {closeSync, openSync, readSync} from 'node:fs'
import {join} from 'node:path'
import {wantsColour} from './output/colour.js'

/** Where a page lies in the file of pages: first byte and length, for 80 and for 100 columns. */
export type HelpIndex = Readonly<Record<string, readonly (readonly [start: number, bytes: number])[]>>

const STYLE = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')

/**
 * A help page that the build has laid out; undefined when there is none, or none for so narrow a terminal.
 * @param page Id of a command or topic; empty for the whole.
 */
export function keptHelp(page: string, index: HelpIndex, root: string): string | undefined {
  const {stdout, env} = process
  const columns = stdout.isTTY ? stdout.columns : 80
  const [start, bytes] = (columns < 80 ? undefined : index[page]?.[columns < 100 ? 0 : 1]) ?? []
  if (start === undefined || bytes === undefined) return undefined
  const buffer = Buffer.alloc(bytes)
  const file = openSync(join(root, 'bundle', 'help.txt'), 'r')
  try {
    readSync(file, buffer, 0, bytes, start)
  } finally {
    closeSync(file)
  }
  const text = buffer.toString('utf8')
  return wantsColour({env, isTty: stdout.isTTY}) ? text : text.replace(STYLE, '')
}
