import {expect} from 'chai'
import {addition, lastLines} from '../../../../src/cli/session/logs.js'

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
