import {expect} from 'chai'
import {outputFor, type TerminalFacts} from '../../../../src/cli/output/terminal.js'
import {Memory} from './sample.js'

/** An output made from a terminal of 120 to 40, unless told otherwise. */
function output(facts: {tty?: object; env?: TerminalFacts['env']; colour?: TerminalFacts['colour']} = {}) {
  const {tty = {isTTY: true, columns: 120, rows: 40}, env = {}, colour} = facts
  return outputFor({
    stdout: Object.assign(new Memory(), tty),
    stderr: new Memory(),
    env,
    ...(colour && {colour}),
  })
}

describe('the output of a command', () => {
  it('is as large as the terminal', () => {
    const {isTty, columns, rows, colour, cursor} = output()

    expect({isTty, columns, rows, colour, cursor}).to.deep.equal({
      isTty: true,
      columns: 120,
      rows: 40,
      colour: true,
      cursor: true,
    })
  })

  it('is no terminal in a pipe', () => {
    const {isTty, columns, rows, colour, cursor} = output({tty: {}})

    expect({isTty, columns, rows, colour, cursor}).to.deep.equal({
      isTty: false,
      columns: 80,
      rows: 24,
      colour: false,
      cursor: false,
    })
  })

  it('follows the terminal when it is resized', () => {
    const tty = {isTTY: true, columns: 120, rows: 40}
    const stdout = Object.assign(new Memory(), tty)
    const out = outputFor({stdout, stderr: new Memory(), env: {}})

    stdout.columns = 60

    expect(out.columns).to.equal(60)
  })

  it('takes COLUMNS and LINES before the size the terminal tells', () => {
    const {columns, rows} = output({env: {COLUMNS: '66', LINES: '7'}})

    expect({columns, rows}).to.deep.equal({columns: 66, rows: 7})
  })

  for (const COLUMNS of ['', '0', '-5', 'wide', '1.5']) {
    it(`ignores COLUMNS=${COLUMNS}`, () => {
      expect(output({env: {COLUMNS}}).columns).to.equal(120)
    })
  }

  it('is a terminal in a pipe with BAI_FORCE_TTY=1', () => {
    expect(output({tty: {}, env: {BAI_FORCE_TTY: '1'}}).isTty).to.equal(true)
  })

  it('is no terminal with BAI_FORCE_TTY=0', () => {
    expect(output({env: {BAI_FORCE_TTY: '0'}}).isTty).to.equal(false)
  })

  it('moves no cursor on a dumb terminal', () => {
    const {isTty, cursor, colour} = output({env: {TERM: 'dumb'}})

    expect({isTty, cursor, colour}).to.deep.equal({isTty: true, cursor: false, colour: false})
  })

  it('obeys an explicit setting of colour', () => {
    expect(output({colour: 'never'}).colour).to.equal(false)
    expect(output({tty: {}, colour: 'always'}).colour).to.equal(true)
  })
})
