import {expect} from 'chai'
import fc from 'fast-check'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {renderList} from '../../../../src/cli/output/render.js'
import type {Column, View} from '../../../../src/cli/output/view.js'
import {captured, sample, sampleView} from './sample.js'

const csv = {format: parseFormat('csv'), header: true, quiet: false}

/** A strict reader of RFC 4180 (line feeds as row ends). */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n)/gy)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\n') {
      rows.push(row)
      row = []
    }
  }
  return rows
}

/** Rows that are lists of texts, one column each. */
function textView(width: number): View<string[]> {
  const columns = Array.from({length: width}, (_, index): Column<string[]> => {
    return {key: `c${index}`, value: (row) => row[index] ?? null, shown: 'table'}
  })
  return {columns, name: () => '', id: () => '', empty: ''}
}

/** A text as it survives UTF-8: lone surrogates do not. */
function asUtf8(text: string): string {
  return Buffer.from(text).toString()
}

describe('CSV', () => {
  it('has the keys as header and one record a row, the wide columns among them', async () => {
    const out = captured()

    await renderList([sample({name: 'a'}), sample({name: 'b', gpu: null})], sampleView, csv, out)

    expect(out.stdout.text).to.equal(
      'name,id,status,gpu,memory\n' +
        'a,11111111-2222-3333-4444-555555555555,RUNNING,0.4,1024\n' +
        'b,11111111-2222-3333-4444-555555555555,RUNNING,,1024\n',
    )
  })

  it('has only the header when the list is empty', async () => {
    const out = captured()

    await renderList([], sampleView, csv, out)

    expect(out.stdout.text).to.equal('name,id,status,gpu,memory\n')
  })

  it('has no header with --no-header', async () => {
    const out = captured()

    await renderList([sample()], sampleView, {...csv, header: false, columns: 'name'}, out)

    expect(out.stdout.text).to.equal('train\n')
  })

  it('quotes commas, quotes, line breaks and outer spaces', async () => {
    const out = captured()
    const row = ['a,b', 'say "hi"', 'two\nlines', 'cr\r', ' x', '=1+1']

    await renderList([row], textView(6), {...csv, header: false}, out)

    expect(out.stdout.text).to.equal('"a,b","say ""hi""","two\nlines","cr\r"," x",=1+1\n')
  })

  it('writes lists and objects as JSON', async () => {
    const out = captured()
    const row = sample({tags: ['a', 'b'], slots: {mem: '1'}})

    await renderList([row], sampleView, {...csv, columns: 'tags,slots', header: false}, out)

    expect(out.stdout.text).to.equal('"[""a"",""b""]","{""mem"":""1""}"\n')
  })

  it('is read back as it was, whatever the text', async () => {
    const special = fc.string({unit: fc.constantFrom(...'",\n\r a\u001b가')})
    const text = fc.oneof(fc.string({unit: 'binary'}), special)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, {minLength: 1, maxLength: 1}), {maxLength: 4}),
        async (rows) => {
          const out = captured()

          await renderList(rows, textView(1), {...csv, header: false}, out)

          expect(readCsv(out.stdout.text)).to.deep.equal(rows.map((row) => row.map((cell) => asUtf8(cell))))
        },
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, {minLength: 3, maxLength: 3}), {maxLength: 4}),
        async (rows) => {
          const out = captured()

          await renderList(rows, textView(3), {...csv, header: false}, out)

          expect(readCsv(out.stdout.text)).to.deep.equal(rows.map((row) => row.map((cell) => asUtf8(cell))))
        },
      ),
    )
  })

  it('writes one empty field so that the record is no blank line', async () => {
    const out = captured()

    await renderList([['']], textView(1), {...csv, header: false}, out)

    expect(out.stdout.text).to.equal('""\n')
  })

  it('leaves control characters in the data of a pipe', async () => {
    const out = captured()

    await renderList([['\u001b[31m']], textView(1), {...csv, header: false}, out)

    expect(out.stdout.text).to.equal('\u001b[31m\n')
  })

  it('shows control characters escaped on a terminal', async () => {
    const out = captured({isTty: true})

    await renderList([['\u001b[31m\na']], textView(1), {...csv, header: false}, out)

    expect(out.stdout.text).to.equal('"\\x1b[31m\na"\n')
  })
})
