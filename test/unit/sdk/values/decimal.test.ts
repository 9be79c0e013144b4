import {expect} from 'chai'
import fc from 'fast-check'
import {InvalidValueError} from '../../../../src/sdk/errors.js'
import {Decimal, formatDecimal, parseDecimal, ZERO} from '../../../../src/sdk/values/decimal.js'
import {thrown} from '../../../support/rejection.js'

/** A decimal with six places, as its text and as whole millionths. */
const micros = fc.bigInt({min: -(10n ** 20n), max: 10n ** 20n})

function textOfMicros(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(7, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`
}

describe('Decimal', () => {
  it('adds 0.1 and 0.2 to 0.3', () => {
    const sum = parseDecimal('0.1').plus(parseDecimal('0.2'))

    expect(formatDecimal(sum)).to.equal('0.3')
  })

  it('adds three times 0.3 to 0.9', () => {
    const sum = [1, 2, 3].reduce((total) => total.plus(parseDecimal('0.3')), ZERO)

    expect(formatDecimal(sum)).to.equal('0.9')
  })

  it('never drifts: a sum of decimals is the sum of whole numbers', () => {
    fc.assert(
      fc.property(fc.array(micros, {maxLength: 40}), (values) => {
        const sum = values.reduce((total, value) => total.plus(parseDecimal(textOfMicros(value))), ZERO)

        const expected = values.reduce((total, value) => total + value, 0n)
        expect(sum.times(1_000_000).toFixed()).to.equal(expected.toString())
      }),
    )
  })

  it('gives back what was taken away', () => {
    fc.assert(
      fc.property(micros, micros, (a, b) => {
        const [x, y] = [parseDecimal(textOfMicros(a)), parseDecimal(textOfMicros(b))]

        expect(x.minus(y).plus(y).eq(x)).to.equal(true)
      }),
    )
  })

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(micros, (value) => {
        const decimal = parseDecimal(textOfMicros(value))

        expect(parseDecimal(formatDecimal(decimal)).eq(decimal)).to.equal(true)
      }),
    )
  })

  for (const [text, written] of [
    ['0.4', '0.4'],
    ['.5', '0.5'],
    ['2', '2'],
    ['2.', '2'],
    ['+1.50', '1.5'],
    [' 3 ', '3'],
    ['-0.25', '-0.25'],
    ['0.000', '0'],
    ['0.0000000001', '0.0000000001'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
  ] as const) {
    it(`reads "${text}" and writes it as ${written}`, () => {
      expect(formatDecimal(parseDecimal(text))).to.equal(written)
    })
  }

  for (const text of ['Infinity', 'inf', 'INF', 'infinity']) {
    it(`reads "${text}" as unlimited`, () => {
      const limit = parseDecimal(text)

      expect(formatDecimal(limit)).to.equal('Infinity')
      expect(limit.gt(new Decimal('1e50'))).to.equal(true)
    })
  }

  for (const text of ['', ' ', 'abc', '1,5', '1.2.3', '1e3', '0x10', '--1', '.', 'NaN', '1 2', '４']) {
    it(`refuses "${text}" and says what is accepted`, () => {
      const error = thrown(() => parseDecimal(text), InvalidValueError)

      expect(error.value).to.equal(text)
      expect(error.message).to.include('a decimal number such as 0.4')
    })
  }
})
