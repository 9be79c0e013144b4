import {expect} from 'chai'
import {shareOf} from '../../../../src/cli/session/gpu-share.js'
import {UsageError} from '../../../../src/cli/errors.js'

const GIB = 1024 ** 3

describe('a share of a GPU by its memory', () => {
  for (const [asked, whole, share] of [
    [16 * GIB, '80g', '0.2'],
    [32 * GIB, '32 GiB', '1'],
    [10 * GIB, '24g', '0.42'],
    [1, '24g', '0.01'],
    [48 * GIB, String(32 * GIB), '1.5'],
  ] as const) {
    it(`${asked} bytes of ${whole} are ${share}: enough, in hundredths`, () => {
      expect(shareOf(asked, whole)).to.equal(share)
    })
  }

  it('is nothing where nobody asks for it', () => {
    expect(shareOf(undefined, undefined)).to.equal(undefined)
  })

  it('needs to know what a whole one has, and says how to tell it', () => {
    expect(() => shareOf(GIB, undefined))
      .to.throw(UsageError)
      .with.nested.property('hints[0]')
      .that.includes('--gpu-memory')
  })

  for (const text of ['much', '0']) {
    it(`refuses "${text}" as the memory of a GPU`, () => {
      expect(() => shareOf(GIB, text)).to.throw(UsageError, 'gpuMemory')
    })
  }
})
