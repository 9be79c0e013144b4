import {expect} from 'chai'
import fc from 'fast-check'
import {InvalidValueError} from '../../../../src/sdk/errors.js'
import {formatSize, parseSize} from '../../../../src/sdk/values/size.js'
import {thrown} from '../../../support/rejection.js'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

describe('parseSize', () => {
  for (const [text, bytes] of [
    ['0', 0],
    ['1024', 1024],
    ['1b', 1],
    ['1k', 1024],
    ['512m', 512 * 1024 ** 2],
    ['512M', 512 * 1024 ** 2],
    ['16g', 16 * 1024 ** 3],
    ['16G', 16 * 1024 ** 3],
    ['16gb', 16 * 1024 ** 3],
    ['16Gi', 16 * 1024 ** 3],
    ['16 GiB', 16 * 1024 ** 3],
    ['1.5GiB', 1_610_612_736],
    ['.5k', 512],
    ['2t', 2 * 1024 ** 4],
    [' 1g ', 1024 ** 3],
  ] as const) {
    it(`reads "${text}" as ${bytes} bytes`, () => {
      expect(parseSize(text)).to.equal(bytes)
    })
  }

  for (const text of [
    '',
    'g',
    'abc',
    '-1g',
    '1x',
    '1gg',
    '1 2g',
    '1,5g',
    '1e3',
    'Infinity',
    '0x10',
    '16ib',
    '1.g.',
  ]) {
    it(`refuses "${text}" as no size`, () => {
      const error = thrown(() => parseSize(text), InvalidValueError)

      expect(error.value).to.equal(text)
      expect(error.accepted).to.include('a size such as')
    })
  }

  it('refuses parts of a byte', () => {
    const error = thrown(() => parseSize('0.3k'), InvalidValueError)

    expect(error.accepted).to.equal('a whole number of bytes')
  })

  for (const text of ['8p', '1e', '9007199254740992', '999999999999999999999g']) {
    it(`refuses ${text}, which could not be kept exact`, () => {
      const error = thrown(() => parseSize(text), InvalidValueError)

      expect(error.accepted).to.equal('a size below 8 PiB')
    })
  }

  it('takes the largest exact number of bytes', () => {
    expect(parseSize(String(Number.MAX_SAFE_INTEGER))).to.equal(Number.MAX_SAFE_INTEGER)
  })

  it('reads any whole number of bytes as itself', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseSize(String(bytes))).to.equal(bytes)
      }),
    )
  })
})

describe('formatSize', () => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [16 * 1024 ** 3, '16 GiB'],
    [1_610_612_736, '1.5 GiB'],
    [-(1024 ** 2), '-1 MiB'],
  ] as const) {
    it(`writes ${bytes} as ${text}`, () => {
      expect(formatSize(bytes)).to.equal(text)
    })
  }

  it('goes to the next unit rather than showing 1024 of one', () => {
    expect(formatSize(1024 ** 2 - 1)).to.equal('1 MiB')
  })

  it('is read back as the same number when it is a whole number of a unit', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 1023}), fc.constantFrom(...UNITS), (amount, unit) => {
        const bytes = amount * 1024 ** UNITS.indexOf(unit)

        expect(parseSize(formatSize(bytes))).to.equal(bytes)
      }),
    )
  })

  it('never shows more than two decimals, nor 1024 of a unit', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        const text = formatSize(bytes)

        expect(text).to.match(/^\d{1,4}(\.\d{1,2})? ([KMGTP]i)?B$/)
        expect(Number.parseFloat(text)).to.be.below(1024)
      }),
    )
  })
})
