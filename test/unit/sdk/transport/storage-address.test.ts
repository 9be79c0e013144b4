import {expect} from 'chai'
import {UnreachableError} from '../../../../src/sdk/errors.js'
import {storageAddress} from '../../../../src/sdk/transport/storage-address.js'

describe('storageAddress', () => {
  const list = {'http://a:60': 'https://outside', 'http://b/upload': 'https://up'}

  it('leaves addresses as they are without a list', () => {
    expect(storageAddress('http://a:60/upload', undefined)).to.equal('http://a:60/upload')
  })

  it('replaces the beginning of an address, or all of it', () => {
    expect(storageAddress('http://a:60/upload', list)).to.equal('https://outside/upload')
    expect(storageAddress('http://b/upload', list)).to.equal('https://up')
  })

  for (const told of ['http://a:6021/upload', 'http://b/uploads', 'http://b/download']) {
    it(`refuses ${told}, which is not on the list`, () => {
      expect(() => storageAddress(told, list)).to.throw(UnreachableError, told)
    })
  }
})
