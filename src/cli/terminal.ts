import {wantsColour} from './output/colour.js'
import type {Output} from './output/terminal.js'

/** The process's own streams, as the renderer wants them. */
export function processOutput(onPayload: () => void, setting: 'always' | 'never' | 'auto'): Output {
  const {env, stdout, stderr} = process
  const isTty = stdout.isTTY || Boolean(env.BAI_FORCE_TTY)
  return {
    stdout,
    stderr,
    isTty,
    get columns() {
      return Number(env.COLUMNS) || stdout.columns || 80
    },
    get rows() {
      return stdout.rows || 24
    },
    cursor: isTty && env.TERM !== 'dumb',
    colour: wantsColour({setting, env, isTty}),
    onPayload,
  }
}
