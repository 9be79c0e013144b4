import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import fc from 'fast-check'
import {InvalidValueError} from '../../../../src/sdk/errors.js'
import {commandLine} from '../../../../src/sdk/inside/command-line.js'
import {thrown} from '../../../support/rejection.js'

/** Runs a line as an ssh server does: by a shell. */
const shell = (line: string): string => execFileSync('sh', ['-c', line], {encoding: 'utf8'})
const word = fc.string({unit: 'grapheme', maxLength: 30}).filter((text) => !text.includes('\0'))

describe('commandLine', () => {
  it('brings every word to the program as it was typed', () => {
    fc.assert(
      fc.property(fc.array(word, {minLength: 1, maxLength: 5}), (words) => {
        const said = shell(commandLine({words: ['printf', '%s\\0', ...words]}))

        expect(said.split('\0').slice(0, -1)).to.deep.equal(words)
      }),
      {numRuns: 50},
    )
  })

  it('brings every value to the environment as it was typed', () => {
    fc.assert(
      fc.property(word, (value) => {
        const said = shell(commandLine({words: ['printenv', 'A_VALUE'], env: {A_VALUE: value}}))

        expect(said).to.equal(`${value}\n`)
      }),
      {numRuns: 30},
    )
  })

  it('is a shell line when it is a single word', () => {
    expect(shell(commandLine({words: ['echo a | tr a b && echo c']}))).to.equal('b\nc\n')
  })

  it('starts in the folder that is asked for', () => {
    expect(shell(commandLine({words: ['pwd', '-P'], cwd: '/'}))).to.equal('/\n')
  })

  it('runs nothing and ends with 125 when there is no such folder', () => {
    const line = commandLine({words: ['echo', 'ran'], cwd: '/no/such folder'})

    const said = shell(`(${line}) 2>/dev/null; echo $?`)

    expect(said).to.equal('125\n')
  })

  it('takes no word with a NUL, which no program could be given', () => {
    thrown(() => commandLine({words: ['echo', 'a\0b']}), InvalidValueError)
  })

  for (const name of ['', 'a b', '1A', 'A-B', 'A;rm']) {
    it(`takes no variable "${name}"`, () => {
      thrown(() => commandLine({words: ['true'], env: {[name]: 'x'}}), InvalidValueError)
    })
  }
})
