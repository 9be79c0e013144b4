import {expect} from 'chai'
import fc from 'fast-check'
import {parse} from 'yaml'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {renderList} from '../../../../src/cli/output/render.js'
import {captured, jsonView, sample, sampleView} from './sample.js'

const yaml = {format: parseFormat('yaml'), header: true, quiet: false}

describe('YAML of a list', () => {
  it('is one list, an item a row', async () => {
    const out = captured()
    const rows = [sample({name: 'a', slots: {'cuda.shares': '0.4'}}), sample({name: 'two\nlines', gpu: null})]

    await renderList(rows, sampleView, {...yaml, columns: 'name,gpu,tags,slots'}, out)

    expect(out.stdout.text).to.equal(`- name: a
  gpu: "0.4"
  tags: []
  slots:
    cuda.shares: "0.4"
- name: |-
    two
    lines
  gpu: null
  tags: []
  slots: {}
`)
  })

  it('is an empty list when there is nothing', async () => {
    const out = captured()

    await renderList([], sampleView, yaml, out)

    expect(out.stdout.text).to.equal('[]\n')
  })

  it('quotes words that readers of YAML 1.1 take for something else', async () => {
    const out = captured()

    await renderList(['no', 'on', '1_000', '12:30', 'null', '~', '0o17'], jsonView, yaml, out)

    expect(out.stdout.text.match(/v: (.*)/g)).to.deep.equal([
      'v: "no"',
      'v: "on"',
      'v: "1_000"',
      'v: "12:30"',
      'v: "null"',
      'v: "~"',
      'v: "0o17"',
    ])
  })

  it('repeats a value that occurs twice instead of referring to it', async () => {
    const out = captured()
    const twice = {a: 1}

    await renderList([[twice, twice]], jsonView, yaml, out)

    expect(out.stdout.text).to.equal('- v:\n    - a: 1\n    - a: 1\n')
  })

  it('writes long text with control characters in one line', async () => {
    const out = captured()
    const text = `${'word '.repeat(20)}end\n\u001b`

    await renderList([text], jsonView, yaml, out)

    expect(out.stdout.text).to.equal(`- v: "${'word '.repeat(20)}end\\n\\e"\n`)
  })

  it('quotes tabs and signs that some readers do not take as text', async () => {
    const out = captured()

    await renderList(['a\tb', '=', '<<', '세션'], jsonView, yaml, out)

    expect(out.stdout.text).to.equal('- v: "a\\tb"\n- v: "="\n- v: "<<"\n- v: 세션\n')
  })

  it('never folds long text', async () => {
    const out = captured()
    const text = 'word '.repeat(100).trim()

    await renderList([text], jsonView, yaml, out)

    expect(out.stdout.text).to.equal(`- v: ${text}\n`)
  })

  for (const text of [' \n', '\n', 'a \nb', '\n\n', ' a\nb', 'a\n ', 'a\n\n', 'a\n \nb', '\ta\n']) {
    it(`keeps the spaces and line feeds of ${JSON.stringify(text)}`, async () => {
      const out = captured()

      await renderList([text], jsonView, yaml, out)

      expect(parse(out.stdout.text)).to.deep.equal([{v: text}])
    })
  }

  it('is the same data when read back, and holds no control character, whatever the rows', async () => {
    const special = fc.string({
      unit: fc.constantFrom(...'\u007f\u009b\u2028\u202e\u001b\n\t "\'#:-{}[]|a\u00a0가'),
    })
    const text = fc.oneof(fc.string({unit: 'grapheme'}), special)
    const value = fc.oneof(text, fc.array(text), fc.dictionary(text, text, {noNullPrototype: true}))
    await fc.assert(
      fc.asyncProperty(fc.array(value, {maxLength: 4}), async (rows) => {
        const out = captured()

        await renderList(rows, jsonView, yaml, out)

        expect(parse(out.stdout.text)).to.deep.equal(rows.map((v) => ({v})))
        expect(out.stdout.text).to.not.match(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
      }),
    )
  })
})
