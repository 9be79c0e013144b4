import {expect} from 'chai'
import fc from 'fast-check'
import {InvalidValueError} from '../../../../src/sdk/errors.js'
import {formatDuration, parseDuration} from '../../../../src/sdk/values/duration.js'
import {thrown} from '../../../support/rejection.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('parseDuration', () => {
  for (const [text, ms] of [
    ['30s', 30 * SECOND],
    ['10m', 10 * MINUTE],
    ['2h', 2 * HOUR],
    ['1d', DAY],
    ['1w', 7 * DAY],
    ['500ms', 500],
    ['1h30m', HOUR + 30 * MINUTE],
    ['1d2h3m4s5ms', DAY + 2 * HOUR + 3 * MINUTE + 4 * SECOND + 5],
    ['1.5h', 90 * MINUTE],
    ['0.1s', 100],
    ['45', 45 * SECOND],
    ['0.5', 500],
    ['0', 0],
    ['0s', 0],
    [' 10M ', 10 * MINUTE],
  ] as const) {
    it(`reads "${text}" as ${ms} ms`, () => {
      expect(parseDuration(text)).to.equal(ms)
    })
  }

  for (const text of [
    '',
    ' ',
    's',
    'abc',
    '-5s',
    '10 m',
    '5x',
    '5s!',
    '1h-30m',
    '1.2.3s',
    '.5s',
    'm10',
    '1e3',
    'Infinity',
    '9'.repeat(400),
    `${'9'.repeat(400)}s`,
  ]) {
    it(`refuses "${text}" and says what is accepted`, () => {
      const error = thrown(() => parseDuration(text), InvalidValueError)

      expect(error.value).to.equal(text)
      expect(error.accepted).to.equal('a duration such as 30s, 10m, 2h or 1h30m')
    })
  }

  it('reads the same text the same way twice', () => {
    const readings = [parseDuration('1h30m'), parseDuration('1h30m')]

    expect(readings).to.deep.equal([90 * MINUTE, 90 * MINUTE])
  })

  it('adds up its parts', () => {
    const part = fc.tuple(fc.integer({min: 0, max: 10_000}), fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w'))
    fc.assert(
      fc.property(fc.array(part, {minLength: 1, maxLength: 5}), (parts) => {
        const texts = parts.map(([amount, unit]) => `${amount}${unit}`)

        const expected = texts.reduce((total, text) => total + parseDuration(text), 0)
        expect(parseDuration(texts.join(''))).to.equal(expected)
      }),
    )
  })
})

describe('formatDuration', () => {
  for (const [ms, text] of [
    [0, '0s'],
    [-5 * SECOND, '0s'],
    [999, '0s'],
    [45 * SECOND, '45s'],
    [5 * MINUTE + 12 * SECOND, '5m12s'],
    [3 * HOUR, '3h'],
    [3 * HOUR + 5 * SECOND, '3h'],
    [2 * DAY + 4 * HOUR, '2d4h'],
    [2 * DAY + 4 * HOUR + 59 * MINUTE, '2d4h'],
    [400 * DAY, '400d'],
  ] as const) {
    it(`writes ${ms} ms as ${text}`, () => {
      expect(formatDuration(ms)).to.equal(text)
    })
  }

  it('is read back as the time it stands for, less what the two units leave out', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 400 * DAY}), (ms) => {
        const text = formatDuration(ms)

        const shown = parseDuration(text)
        const left = text.includes('d') ? HOUR : text.includes('h') ? MINUTE : SECOND
        expect(ms - shown).to.be.within(0, left - 1)
      }),
    )
  })

  it('is stable: writing what was read changes nothing', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 400 * DAY}), (ms) => {
        const text = formatDuration(ms)

        expect(formatDuration(parseDuration(text))).to.equal(text)
      }),
    )
  })
})
