// @ts-check
// What a command costs before it does anything, against a script that does nothing.
import {atMost} from './lib/rows.mjs'

/** @type {import('./topics.mjs').Topic} */
export const startUp = {
  name: 'start-up',
  title: 'Start-up',
  async run(bench) {
    const empty = bench.emptyScript()
    /** @type {import('./lib/rows.mjs').Row[]} */
    const rows = []
    for (const [words, status] of /** @type {const} */ ([
      ['--version', 0],
      ['--help', 0],
      ['session list --help', 0],
      ['session lisst', 2],
      ['session list --bogus', 2],
    ])) {
      const ours = bench.bai(words.split(' '), {status})
      rows.push(atMost(1.5, `bai ${words}`, await bench.inTurn(ours, empty)))
    }
    return rows
  },
}
