import {expect} from 'chai'
import fc from 'fast-check'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {renderList} from '../../../../src/cli/output/render.js'
import type {Json} from '../../../../src/cli/output/view.js'
import {arriving, captured, jsonView, sample, sampleView} from './sample.js'

const json = {format: parseFormat('json'), header: true, quiet: false}
const ndjson = {...json, format: parseFormat('ndjson')}

const anyJson = fc.json({stringUnit: 'binary'}).map((text) => JSON.parse(text) as Json)

describe('JSON of a list', () => {
  it('is one array with all values by key, two spaces a level', async () => {
    const out = captured()
    const rows = [sample({name: 'a', gpu: null}), sample({name: 'b', tags: ['x']})]

    await renderList(arriving(rows), sampleView, {...json, columns: 'name,gpu,tags'}, out)

    expect(out.stdout.text).to.equal(`[
  {
    "name": "a",
    "gpu": null,
    "tags": []
  },
  {
    "name": "b",
    "gpu": "0.4",
    "tags": [
      "x"
    ]
  }
]
`)
  })

  it('has the columns that tables do not show', async () => {
    const out = captured()

    await renderList([sample({slots: {mem: '1'}})], sampleView, json, out)

    expect(JSON.parse(out.stdout.text)).to.deep.equal([
      {
        name: 'train',
        id: '11111111-2222-3333-4444-555555555555',
        status: 'RUNNING',
        gpu: '0.4',
        memory: 1024,
        tags: [],
        slots: {mem: '1'},
      },
    ])
  })

  it('is an empty array, and nothing is said, when the list is empty', async () => {
    const out = captured()

    await renderList([], sampleView, json, out)

    expect(out.stdout.text).to.equal('[]\n')
    expect(out.stderr.text).to.equal('')
  })

  it('is valid and the same data, whatever the rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyJson, {maxLength: 4}), async (rows) => {
        const out = captured()

        await renderList(rows, jsonView, json, out)

        const expected: unknown = JSON.parse(JSON.stringify(rows.map((v) => ({v}))))
        expect(JSON.parse(out.stdout.text)).to.deep.equal(expected)
      }),
    )
  })

  it('holds no control character that a terminal would obey, whatever the rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'binary'}), async (text) => {
        const out = captured()

        await renderList([`${text}\u007f\u009b\u2028\u202e`], jsonView, json, out)

        expect(out.stdout.text.replaceAll('\n', '')).to.not.match(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
      }),
    )
  })

  it('stays one valid document when the source fails in the middle, and the failure is passed on', async () => {
    const out = captured()
    const failing = async function* (): AsyncGenerator<ReturnType<typeof sample>> {
      yield* arriving([sample({name: 'a'})])
      throw new Error('connection lost')
    }

    const failure = await renderList(failing(), sampleView, {...json, columns: 'name'}, out).catch(String)

    expect(failure).to.equal('Error: connection lost')
    expect(JSON.parse(out.stdout.text)).to.deep.equal([{name: 'a'}])
  })

  it('leaves stdout untouched when the source fails before the first row', async () => {
    let payload = 0
    const out = captured({
      onPayload: () => {
        payload += 1
      },
    })
    const failing = async function* (): AsyncGenerator<ReturnType<typeof sample>> {
      yield* arriving([])
      throw new Error('unreachable')
    }

    const failure = await renderList(failing(), sampleView, json, out).catch(String)

    expect(failure).to.equal('Error: unreachable')
    expect(out.stdout.text).to.equal('')
    expect(payload).to.equal(0)
  })

  it('tells its caller once that payload was written', async () => {
    let payload = 0
    const out = captured({
      onPayload: () => {
        payload += 1
      },
    })

    await renderList([sample(), sample()], sampleView, json, out)

    expect(payload).to.equal(1)
  })
})

describe('ndjson', () => {
  it('is one object a line', async () => {
    const out = captured()

    await renderList([sample({name: 'a\nb'}), sample()], sampleView, {...ndjson, columns: 'name,gpu'}, out)

    expect(out.stdout.text).to.equal('{"name":"a\\nb","gpu":"0.4"}\n{"name":"train","gpu":"0.4"}\n')
  })

  it('is nothing at all when the list is empty', async () => {
    const out = captured()

    await renderList([], sampleView, ndjson, out)

    expect(out.stdout.text).to.equal('')
  })

  it('has one valid line a row, whatever the rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyJson, {maxLength: 4}), async (rows) => {
        const out = captured()

        await renderList(rows, jsonView, ndjson, out)

        const lines = out.stdout.text.split('\n').slice(0, -1)
        const expected: unknown = JSON.parse(JSON.stringify(rows.map((v) => ({v}))))
        expect(lines.map((line): unknown => JSON.parse(line))).to.deep.equal(expected)
      }),
    )
  })
})
