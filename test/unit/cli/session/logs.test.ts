import {expect} from 'chai'
import {addition, lastLines, LogPrinter} from '../../../../src/cli/session/logs.js'

describe('what a log has gained', () => {
  it('is what stands behind the part that was printed', () => {
    expect(addition('one\n', 'one\ntwo\n')).to.equal('two\n')
    expect(addition('', 'one\n')).to.equal('one\n')
    expect(addition('one\n', 'one\n')).to.equal('')
  })

  it('is found in a log that was cut at its front', () => {
    expect(addition('one\ntwo\n', 'two\nthree\n')).to.equal('two\nthree\n')
    expect(addition('b\n'.repeat(3000), `${'b\n'.repeat(2500)}new\n`)).to.equal('new\n')
  })
})

describe('the last lines of a log', () => {
  it('are whole lines, with and without a line end at the end', () => {
    expect(lastLines('a\nb\nc\n', 2)).to.equal('b\nc\n')
    expect(lastLines('a\nb\nc', 2)).to.equal('b\nc')
    expect(lastLines('a\n', 5)).to.equal('a\n')
    expect(lastLines('a\nb\n', 0)).to.equal('')
  })
})

describe('a log for people', () => {
  const printed = (style: ConstructorParameters<typeof LogPrinter>[0], ...parts: string[]): string => {
    let text = ''
    const printer = new LogPrinter(style, (more) => (text += more))
    for (const part of parts) printer.print(part)
    printer.end()
    return text
  }

  it('passes as it is, unfinished lines at once', () => {
    expect(printed({}, 'one\ntw', 'o')).to.equal('one\ntwo')
  })

  it('has whole lines behind the name of their container', () => {
    expect(printed({label: 'main/1'}, 'one\ntw', 'o\n\nend')).to.equal(
      'main/1 | one\nmain/1 | two\nmain/1 | \nmain/1 | end\n',
    )
  })

  it('tells when a line was seen, and that it does not know', () => {
    const times = [undefined, new Date(0)]

    expect(printed({clock: () => times.shift()}, 'old\n', 'new\n')).to.equal(
      `${'-'.padEnd(24)} old\n1970-01-01T00:00:00.000Z new\n`,
    )
  })
})
