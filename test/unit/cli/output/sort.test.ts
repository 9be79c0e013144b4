import {expect} from 'chai'
import fc from 'fast-check'
import {parseSort, sortRows} from '../../../../src/cli/output/sort.js'
import type {Column, Json} from '../../../../src/cli/output/view.js'
import {sample, sampleColumns} from './sample.js'

/** Values sorted by a column that holds them. */
function sorted(values: readonly Json[], flag = 'v', column: Partial<Column<Json>> = {}): readonly Json[] {
  const columns: Column<Json>[] = [{key: 'v', value: (row) => row, shown: 'table', ...column}]
  return sortRows(values, parseSort(flag, columns))
}

describe('--sort', () => {
  it('compares numbers as numbers', () => {
    expect(sorted([10, 9, -1, 2.5])).to.deep.equal([-1, 2.5, 9, 10])
  })

  it('compares decimal strings as amounts, infinity last', () => {
    expect(sorted(['10', 'Infinity', '0.15', '0.4', '.3'])).to.deep.equal([
      '0.15',
      '.3',
      '0.4',
      '10',
      'Infinity',
    ])
  })

  it('tells decimal strings apart that are equal as floats', () => {
    const values = ['9007199254740993.1', '9007199254740993', '9007199254740992.9', '-9007199254740993.1']

    expect(sorted(values)).to.deep.equal([values[3], values[2], values[1], values[0]])
  })

  it('compares sizes by bytes', () => {
    expect(sorted(['2 GiB', '512m', '1.5g', '100'])).to.deep.equal(['100', '512m', '1.5g', '2 GiB'])
  })

  it('compares times with different zones by the moment', () => {
    const values = [
      '2026-05-31T12:00:00+09:00',
      '2026-05-31T02:59:59Z',
      '2026-05-31',
      '2026-05-31T03:00:00.000001',
    ]

    expect(sorted(values)).to.deep.equal([values[2], values[1], values[0], values[3]])
  })

  it('sorts text in natural order', () => {
    expect(sorted(['node10', 'node9', '세션2', 'Node1', '세션10'])).to.deep.equal([
      'Node1',
      'node9',
      'node10',
      '세션2',
      '세션10',
    ])
  })

  it('sorts a column that holds one word among numbers as text', () => {
    expect(sorted(['10', 'none', '9'])).to.deep.equal(['9', '10', 'none'])
  })

  it('sorts versions naturally when the column says that they are text', () => {
    expect(sorted(['2.10', '2.9', '1.15'], 'v', {order: 'text'})).to.deep.equal(['1.15', '2.9', '2.10'])
  })

  it('puts null and empty last in both directions', () => {
    expect(sorted([null, 2, '', 1])).to.deep.equal([1, 2, null, ''])
    expect(sorted([null, 2, '', 1], '-v')).to.deep.equal([2, 1, null, ''])
  })

  it('sorts by several columns, the first one first', () => {
    const rows = [
      sample({name: 'a', status: 'RUNNING', memory: 1}),
      sample({name: 'b', status: 'PENDING', memory: 1}),
      sample({name: 'c', status: 'RUNNING', memory: 2}),
    ]

    const result = sortRows(rows, parseSort(' status , -memory', sampleColumns))

    expect(result.map((row) => row.name)).to.deep.equal(['b', 'c', 'a'])
  })

  it('keeps the order of equal rows in both directions', () => {
    const rows = ['x', 'y', 'z'].map((name) => sample({name}))

    const names = ['status', '-status'].map((flag) =>
      sortRows(rows, parseSort(flag, sampleColumns)).map((row) => row.name),
    )

    expect(names).to.deep.equal([
      ['x', 'y', 'z'],
      ['x', 'y', 'z'],
    ])
  })

  it('orders any two decimals as exact arithmetic does', () => {
    const decimal = fc.tuple(fc.boolean(), fc.bigInt({min: 0n, max: 10n ** 30n}), fc.nat(12))
    fc.assert(
      fc.property(fc.array(decimal, {minLength: 2, maxLength: 6}), (parts) => {
        const written = parts.map(([minus, digits, places]) => ({
          text: decimalText(minus ? -digits : digits, places),
          scaled: (minus ? -digits : digits) * 10n ** BigInt(12 - places),
        }))

        const result = sorted(written.map(({text}) => text))

        const exact = written.toSorted((a, b) => (a.scaled < b.scaled ? -1 : Number(a.scaled > b.scaled)))
        expect(result).to.deep.equal(exact.map(({text}) => text))
      }),
    )
  })

  it('lists the keys when one is unknown', () => {
    expect(() => parseSort('name,-agee', sampleColumns)).to.throw(
      '--sort: "agee" is not one of name, id, status, gpu, memory, tags, slots',
    )
  })
})

function decimalText(digits: bigint, places: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0')
  const whole = text.slice(0, text.length - places)
  const sign = digits < 0n ? '-' : ''
  return places === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - places)}`
}
