import {expect} from 'chai'
import {
  AmbiguousReferenceError,
  ConflictError,
  InvalidValueError,
  RequestTimeoutError,
  UnreachableError,
} from '../../../src/sdk/errors.js'

describe('an SDK error', () => {
  it('bears the name of its class and a stable code', () => {
    const error = new ConflictError('It is taken.')

    expect([error.name, error.code, String(error)]).to.deep.equal([
      'ConflictError',
      'CONFLICT',
      'ConflictError: It is taken.',
    ])
  })

  it('keeps its cause, and leaves it out when there is none', () => {
    const cause = new Error('below')

    expect(new ConflictError('x', {cause}).cause).to.equal(cause)
    expect('cause' in new ConflictError('x')).to.equal(false)
  })

  it('does not carry its cause into JSON', () => {
    const json = JSON.stringify(new ConflictError('x', {cause: {inner: 'secret'}, status: 409}))

    expect(JSON.parse(json)).to.include({status: 409, code: 'CONFLICT'})
    expect(json).to.not.include('secret')
  })

  it('of a time limit counts as unreachable', () => {
    const error = new RequestTimeoutError('Too slow.')

    expect(error).to.be.instanceOf(UnreachableError)
    expect(error.code).to.equal('REQUEST_TIMEOUT')
  })

  it('of a wrong value names the value and what is accepted', () => {
    expect(new InvalidValueError('x', 'a number').message).to.equal('"x" is not a number.')
  })

  it('of an ambiguous reference lists ten candidates and counts the others', () => {
    const candidates = Array.from({length: 12}, (_, i) => ({id: `id-${i}`, name: `train-${i}`}))

    const {message} = new AmbiguousReferenceError('train', candidates)

    expect(message).to.match(/^"train" matches 12 sessions: train-0 \(id-0\), /)
    expect(message).to.include('train-9 (id-9) and 2 more.')
    expect(message).to.not.include('train-10')
  })
})
