import {Errors} from '@oclif/core'
import {expect} from 'chai'
import {parseErrorMessage, unwrapped} from '../../../src/cli/parse-errors.js'

/** As oclif's parser throws them. */
function refused(message: string): Error {
  return Object.assign(new Errors.CLIError(message), {parse: {}})
}

describe('parse errors', () => {
  it('name the flag, the value and what is accepted of a wrong number', () => {
    const error = new Errors.CLIError(
      'Parsing --count \n\tExpected an integer greater than or equal to 1 but received: 0\nSee more help with --help',
    )

    const message = parseErrorMessage(error)

    expect(message).to.equal('--count: "0" is not an integer greater than or equal to 1.')
  })

  it('keep the words of a flag that reads its own value', () => {
    const wrapped =
      'Parsing --since \n\t--since: "1x" is not a duration such as 30s.\nSee more help with --help'

    expect(unwrapped(wrapped)).to.equal('--since: "1x" is not a duration such as 30s.')
  })

  it('say that a value is missing', () => {
    expect(parseErrorMessage(new Errors.CLIError('Flag --output expects a value'))).to.equal(
      '--output needs a value.',
    )
  })

  it('say which flag another one needs', () => {
    const error = refused(
      'The following error occurred:\n  All of the following must be provided when using --timeout: --wait\nSee more help with --help',
    )

    expect(parseErrorMessage(error)).to.equal('--timeout works only with --wait.')
  })

  it('say which flags exclude each other', () => {
    const error = refused(
      'The following error occurred:\n  --dead=true cannot also be provided when using --all\nSee more help with --help',
    )

    expect(parseErrorMessage(error)).to.equal('--dead cannot be used with --all.')
  })

  it('leave other errors alone', () => {
    expect(parseErrorMessage(new Error('Parsing --count went wrong'))).to.equal(undefined)
  })
})
