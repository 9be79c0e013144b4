import {expect} from 'chai'
import fc from 'fast-check'
import {InvalidValueError} from '../../../../src/sdk/errors.js'
import {allOf, anyOf, quoteFilter, startsWith} from '../../../../src/sdk/resources/filters.js'
import {matches} from '../../../support/filter-reader.js'
import {thrown} from '../../../support/rejection.js'

/** Text that is rich in what has a meaning somewhere between here and the database. */
const hostile = fc.string({
  unit: fc.constantFrom('a', 'B', '"', '\\', '%', '_', ' ', '(', ')', '|', '&', '!', "'", '한', '😀', 'name'),
  maxLength: 12,
})

/** What the manager's language has no way to write: an odd run of backslashes before a quote or at the end. */
const unwritable = /(?<!\\)(\\\\)*\\("|$)/

describe('quoteFilter', () => {
  it('puts text into double quotes', () => {
    expect(quoteFilter('train-1')).to.equal('"train-1"')
  })

  it('escapes quotes inside', () => {
    expect(quoteFilter('say "hi"')).to.equal('"say \\"hi\\""')
  })

  it('makes a condition that holds for this text only', () => {
    const writable = hostile.filter((text) => !unwritable.test(text))
    fc.assert(
      fc.property(writable, hostile, (text, other) => {
        const filter = `name == ${quoteFilter(text)}`

        expect(matches(filter, {name: text})).to.equal(true)
        expect(matches(filter, {name: other})).to.equal(other === text)
      }),
    )
  })

  it('refuses what the manager has no way to read, rather than sending another condition', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => unwritable.test(text)),
        (text) => {
          thrown(() => quoteFilter(text), InvalidValueError)
        },
      ),
    )
  })

  it('does not let text break out of its quotes', () => {
    thrown(() => quoteFilter('x\\" | name != \\"'), InvalidValueError)
  })

  it('refuses line breaks', () => {
    const error = thrown(() => quoteFilter('a\nb'), InvalidValueError)

    expect(error.message).to.include('text that the manager can search for')
  })
})

describe('startsWith', () => {
  it('takes wildcards of SQL for plain characters', () => {
    const filter = startsWith('name', 'a_b%')

    expect(matches(filter, {name: 'a_b%c'})).to.equal(true)
    expect(matches(filter, {name: 'axbyc'})).to.equal(false)
  })

  it('holds exactly for text with that beginning, whatever characters it has', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (text, rest, other) => {
        const filter = startsWith('name', text)

        expect(matches(filter, {name: text + rest})).to.equal(true)
        expect(matches(filter, {name: other})).to.equal(other.startsWith(text))
      }),
    )
  })
})

describe('joining conditions', () => {
  const fields = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), {minLength: 1})
  const row = fc.record({
    a: fc.constantFrom('', 'yes'),
    b: fc.constantFrom('', 'yes'),
    c: fc.constantFrom('', 'yes'),
    d: fc.constantFrom('', 'yes'),
  })
  const isYes = (field: string) => `${field} == "yes"`

  it('gives nothing for nothing', () => {
    expect(allOf([])).to.equal(undefined)
    expect(allOf([undefined])).to.equal(undefined)
    expect(anyOf([])).to.equal(undefined)
  })

  it('leaves out conditions that are not there', () => {
    expect(matches(allOf([undefined, isYes('a')]) ?? '', {a: 'yes'})).to.equal(true)
  })

  it('holds when every one holds, or when one of them does', () => {
    fc.assert(
      fc.property(fields, row, (names, values) => {
        const conditions = names.map(isYes)

        expect(matches(allOf(conditions) ?? '', values)).to.equal(
          names.every((name) => values[name] === 'yes'),
        )
        expect(matches(anyOf(conditions) ?? '', values)).to.equal(
          names.some((name) => values[name] === 'yes'),
        )
      }),
    )
  })

  it('keeps its meaning inside another join, although the manager binds to the right', () => {
    fc.assert(
      fc.property(fields, fields, row, (left, right, values) => {
        const either = [anyOf(left.map(isYes)), anyOf(right.map(isYes))]
        const all = anyOf([allOf(left.map(isYes)) ?? '', allOf(right.map(isYes)) ?? ''])

        const holds = (name: 'a' | 'b' | 'c' | 'd') => values[name] === 'yes'
        expect(matches(allOf(either) ?? '', values)).to.equal(left.some(holds) && right.some(holds))
        expect(matches(all ?? '', values)).to.equal(left.every(holds) || right.every(holds))
      }),
    )
  })

  it('keeps a condition of the caller apart, negation and all', () => {
    const filter = allOf(['! a == "yes" | b == "yes"', isYes('c')]) ?? ''

    expect(matches(filter, {a: '', b: '', c: 'yes'})).to.equal(true)
    expect(matches(filter, {a: '', b: '', c: ''})).to.equal(false)
  })
})
