import {expect} from 'chai'
import fc from 'fast-check'
import stringWidth from 'string-width'
import {gridOf, layOut} from '../../../../src/cli/output/table.js'
import type {Cell, Column, Grid, GridColumn} from '../../../../src/cli/output/view.js'
import {sample, sampleColumns} from './sample.js'

const plain = {header: true, colour: false}

/** A grid of left-aligned text columns. */
function grid(headings: readonly string[], rows: readonly (readonly string[])[]): Grid {
  return {
    columns: headings.map((heading): GridColumn => ({heading, keep: false, minWidth: 8})),
    rows: rows.map((row) => row.map((text): Cell => ({text}))),
  }
}

/** Any text that can stand in a cell: letters of all scripts, emoji, combining marks. */
const anyText = fc.oneof(
  fc.string({unit: 'grapheme', maxLength: 40}),
  fc.string({unit: fc.constantFrom('가', '漢', 'ｱ', '👩‍👩‍👧', '🇰🇷', 'é', 'x'), maxLength: 40}),
)

describe('a table', () => {
  it('aligns columns with two spaces between them and no space at the end', async () => {
    const rows = [sample({name: 'a'}), sample({name: 'longer', status: 'PENDING', gpu: '10'})]
    const columns = sampleColumns.filter(({key}) => ['name', 'gpu', 'status'].includes(key))

    const {lines} = await layOut(gridOf(columns, rows), plain)

    expect(lines).to.deep.equal([
      'NAME    STATUS   GPU', //
      'a       RUNNING  0.4',
      'longer  PENDING   10',
    ])
  })

  it('aligns Korean, Japanese, emoji and combining marks by terminal cells', async () => {
    const rows = [
      ['학습-세션', '1'],
      ['トレーニング', '2'],
      ['👩‍👩‍👧 🇰🇷', '3'],
      ['e\u0301te\u0301', '4'],
      ['ascii', '5'],
    ]

    const {lines} = await layOut(grid(['NAME', 'N'], rows), plain)

    expect(lines).to.deep.equal([
      'NAME          N',
      '학습-세션     1',
      'トレーニング  2',
      '👩‍👩‍👧 🇰🇷         3',
      'e\u0301te\u0301           4',
      'ascii         5',
    ])
  })

  it('can do without its header', async () => {
    const {lines} = await layOut(grid(['LONG HEADING', 'B'], [['a', 'b']]), {...plain, header: false})

    expect(lines).to.deep.equal(['a  b'])
  })

  it('shows a dash for null and empty', async () => {
    const columns: Column<null | string>[] = [
      {key: 'a', value: (row) => row, shown: 'table'},
      {key: 'b', value: () => 1, text: (row) => row ?? '', shown: 'table'},
    ]

    const {lines} = await layOut(gridOf(columns, [null, '']), {...plain, header: false})

    expect(lines).to.deep.equal(['-  -', '-  -'])
  })

  it('shows lists, objects and truth values in one cell', async () => {
    const columns: Column<0>[] = [
      {key: 'list', value: () => ['a', 1, null], shown: 'table'},
      {key: 'object', value: () => ({a: [1]}), shown: 'table'},
      {key: 'yes', value: () => true, shown: 'table'},
    ]

    const {lines} = await layOut(gridOf(columns, [0]), {...plain, header: false})

    expect(lines).to.deep.equal(['a,1,null  {"a":[1]}  true'])
  })

  it('shows control characters escaped, so that no row breaks and nothing reaches the terminal', async () => {
    const name = 'a\u001b[31m\nb\r\tc\u0007\u009b\u2028\u202ed\ud800'

    const {lines} = await layOut(gridOf(sampleColumns.slice(0, 1), [sample({name})]), plain)

    expect(lines).to.deep.equal(['NAME', String.raw`a\x1b[31m\nb\r\tc\x07\x9b\u2028\u202ed\ud800`])
  })

  it('never lets a control character through, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'binary'}), async (name) => {
        const {lines} = await layOut(gridOf(sampleColumns.slice(0, 1), [sample({name})]), plain)

        expect(lines.join('')).to.not.match(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u)
      }),
    )
  })

  it('colours the text and not the space around it', async () => {
    const columns = sampleColumns.filter(({key}) => ['name', 'status'].includes(key)).toReversed()

    const {lines} = await layOut(gridOf(columns, [sample(), sample({status: 'DONE'})]), {
      ...plain,
      colour: true,
    })

    expect(lines).to.deep.equal(['STATUS   NAME', '\u001b[32mRUNNING\u001b[39m  train', 'DONE     train'])
  })

  it('shortens nothing where there is no terminal', async () => {
    const long = 'x'.repeat(5000)

    const {lines} = await layOut(grid(['A', 'B'], [[long, 'b']]), plain)

    expect(lines[1]).to.equal(`${long}  b`)
  })
})

describe('a table on a terminal', () => {
  const id = '11111111-2222-3333-4444-555555555555'
  const image = 'registry/python-pytorch:1.9-py38'

  it('is as wide as it needs to be when it fits', async () => {
    const {lines} = await layOut(gridOf(sampleColumns.slice(0, 4), [sample()]), {...plain, width: 200})

    expect(lines[1]).to.equal(`train  ${id}  RUNNING  0.4`)
  })

  it('shortens the widest text first and leaves ids and numbers whole', async () => {
    const columns: Column<0>[] = [
      {key: 'name', value: () => 'experiment', shown: 'table'},
      {key: 'id', value: () => id, shown: 'table'},
      {key: 'image', value: () => image, shown: 'table'},
      {key: 'memory', value: () => 1234567890, align: 'right', shown: 'table'},
    ]

    const {lines} = await layOut(gridOf(columns, [0]), {...plain, width: 80})

    expect(lines).to.deep.equal([
      'NAME        ID                                    IMAGE                   MEMORY',
      `experiment  ${id}  registry/python-p…  1234567890`,
    ])
  })

  it('shortens ids when all other columns are at their minimum', async () => {
    const columns: Column<0>[] = [
      {key: 'name', value: () => 'experiment-12', minWidth: 4, shown: 'table'},
      {key: 'id', value: () => id, shown: 'table'},
      {key: 'image', value: () => image, shown: 'table'},
    ]

    const {lines} = await layOut(gridOf(columns, [0]), {...plain, width: 30})

    expect(lines).to.deep.equal(['NAME  ID              IMAGE', 'exp…  11111111-2222…  registr…'])
  })

  it('names the columns that are beyond its edge', async () => {
    const {lines, hidden} = await layOut(gridOf(sampleColumns.slice(0, 4), [sample()]), {...plain, width: 20})

    expect(lines).to.deep.equal(['NAME   ID        ST…', 'train  1111111…  RU…'])
    expect(hidden).to.deep.equal(['GPU'])
  })

  it('cuts between characters and never inside one', async () => {
    const {lines} = await layOut(grid(['NAME'], [['가나다라마바사'], ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧']]), {...plain, width: 8})

    expect(lines).to.deep.equal(['NAME', '가나다…', '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧…'])
  })

  it('is never wider than the terminal, whatever the text', async () => {
    const row = fc.tuple(anyText, anyText, anyText, anyText)
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, {maxLength: 5}),
        fc.integer({min: 20, max: 200}),
        async (rows, width) => {
          const {lines} = await layOut(grid(['NAME', '이름', 'C', 'D'], rows), {...plain, width})

          expect(lines.filter((line) => stringWidth(line) > width)).to.deep.equal([])
          expect(lines).to.have.length(rows.length + 1)
        },
      ),
    )
  })

  it('has each column begin in the same cell of every row, whatever the text', async () => {
    const text = anyText.filter((value) => !value.includes('@'))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text), {minLength: 1, maxLength: 5}),
        fc.option(fc.integer({min: 24, max: 200}), {nil: undefined}),
        async (texts, width) => {
          const rows = texts.map(([a, b]) => [a, b, '@'])

          const {lines} = await layOut(grid(['NAME', '이름', '@'], rows), {...plain, width})

          const starts = lines.map((line) => stringWidth(line.slice(0, line.indexOf('@'))))
          expect(new Set(starts).size).to.equal(1)
        },
      ),
    )
  })

  it('uses the whole width as long as something is shortened', async () => {
    const rows = [['n'.repeat(50), 'i'.repeat(70), 's'.repeat(10)]]
    for (let width = 40; width <= 130; width += 1) {
      const {lines} = await layOut(grid(['NAME', 'IMAGE', 'STATUS'], rows), {...plain, width})

      expect(lines[1]).to.have.length(width)
    }
  })
})
