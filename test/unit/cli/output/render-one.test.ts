import {expect} from 'chai'
import {section} from '../../../../src/cli/output/detail.js'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {renderOne} from '../../../../src/cli/output/render.js'
import type {Column, DetailView} from '../../../../src/cli/output/view.js'
import {captured, sample, sampleColumns, type Captured, type Sample} from './sample.js'

const tagColumns: readonly Column<string>[] = [
  {key: 'tag', value: (tag) => tag, shown: 'table'},
  {key: 'length', value: (tag) => tag.length, shown: 'wide'},
]
const view: DetailView<Sample> = {
  columns: sampleColumns.filter(({key}) => key !== 'tags'),
  name: (row) => row.name,
  id: (row) => row.id,
  sections: [section({key: 'tags', heading: 'Tags', items: (row) => row.tags, columns: tagColumns})],
}

/** What is shown of one row. */
async function shown(
  row: Partial<Sample>,
  flags: {o?: string; columns?: string; header?: boolean; quiet?: boolean; out?: Captured} = {},
): Promise<string> {
  const {o = 'table', columns, header = true, quiet = false, out = captured()} = flags
  await renderOne(sample(row), view, {format: parseFormat(o), columns, header, quiet}, out)
  return out.stdout.text
}

describe('one thing', () => {
  it('is shown as lines of key and value, then its sections', async () => {
    const text = await shown({tags: ['ci', 'nightly'], gpu: null})

    expect(text).to.equal(`Name    train
ID      11111111-2222-3333-4444-555555555555
Status  RUNNING
GPU     -
Memory  1k

Tags
  TAG
  ci
  nightly
`)
  })

  it('leaves out sections without rows', async () => {
    expect(await shown({tags: []})).to.not.include('Tags')
  })

  it('has everything with wide', async () => {
    const text = await shown({tags: ['ci'], slots: {mem: '1'}}, {o: 'wide'})

    expect(text).to.include('Slots   {"mem":"1"}')
    expect(text).to.include('  TAG  LENGTH\n  ci   2\n')
  })

  it('has the lines and sections that are asked for', async () => {
    const text = await shown({tags: ['ci']}, {columns: 'gpu,tags,name'})

    expect(text).to.equal('GPU   0.4\nName  train\n\nTags\n  TAG\n  ci\n')
  })

  it('has values only with --no-header', async () => {
    const text = await shown({tags: ['ci']}, {columns: 'name,gpu,tags', header: false})

    expect(text).to.equal('train\n0.4\n\n  ci\n')
  })

  it('makes labels from keys', async () => {
    const columns: Column<0>[] = [
      {key: 'createdAt', value: () => 1, shown: 'table'},
      {key: 'agentId', value: () => 2, shown: 'table'},
      {key: 'queue_wait', value: () => 3, shown: 'table'},
      {key: 'x', label: '이름', value: () => 4, shown: 'table'},
    ]
    const out = captured()
    const options = {format: parseFormat('table'), header: true, quiet: false}

    await renderOne(0, {columns, name: String, id: String}, options, out)

    expect(out.stdout.text).to.equal('Created at  1\nAgent ID    2\nQueue wait  3\n이름        4\n')
  })

  it('wraps long text at words on a terminal and leaves long words whole', async () => {
    const out = captured({isTty: true, columns: 40})
    const url = 'https://example.org/a/very/long/address/of/a/page'

    const text = await shown({name: `one two three four five six seven ${url} end`}, {columns: 'name', out})

    expect(text).to.equal(`Name  one two three four five six seven\n      ${url}\n      end\n`)
  })

  it('does not wrap where the terminal leaves no room', async () => {
    const out = captured({isTty: true, columns: 22})

    const text = await shown({name: 'one two three four five'}, {columns: 'name', out})

    expect(text).to.equal('Name  one two three four five\n')
  })

  it('shows several lines below each other on a terminal', async () => {
    const out = captured({isTty: true})

    const text = await shown({name: 'first\r\n  second\u001b[31m\n'}, {columns: 'name', out})

    expect(text).to.equal('Name  first\n        second\\x1b[31m\n')
  })

  it('has one line a value where there is no terminal', async () => {
    const text = await shown({name: `first\nsecond ${'long '.repeat(50)}`.trim()}, {columns: 'name'})

    expect(text).to.equal(`Name  first\\nsecond ${'long '.repeat(50)}`.trim() + '\n')
  })

  it('colours values by their meaning', async () => {
    const text = await shown({}, {columns: 'status', out: captured({colour: true})})

    expect(text).to.equal('Status  \u001b[32mRUNNING\u001b[39m\n')
  })

  it('fits its sections to the terminal', async () => {
    const out = captured({isTty: true, columns: 24})

    const text = await shown({tags: ['x'.repeat(50)]}, {columns: 'tags', out})

    expect(text).to.equal(`Tags\n  TAG\n  ${'x'.repeat(21)}…\n`)
  })

  it('is one object in JSON, its sections as arrays', async () => {
    const text = await shown({tags: ['ci']}, {o: 'json', columns: 'name,tags'})

    expect(text).to.equal(`{
  "name": "train",
  "tags": [
    {
      "tag": "ci",
      "length": 2
    }
  ]
}
`)
  })

  it('has all values in JSON', async () => {
    const text = await shown({}, {o: 'json'})

    const keys = Object.keys(JSON.parse(text) as object)
    expect(keys).to.deep.equal(['name', 'id', 'status', 'gpu', 'memory', 'slots', 'tags'])
  })

  const formats: [string, string][] = [
    ['yaml', 'name: train\ntags:\n  - tag: ci\n    length: 2\n'],
    ['ndjson', '{"name":"train","tags":[{"tag":"ci","length":2}]}\n'],
    ['csv', 'name,tags\ntrain,"[{""tag"":""ci"",""length"":2}]"\n'],
    ['name', 'train\n'],
    ['template={{name}} {{tags.0.tag}}', 'train ci\n'],
  ]
  for (const [o, expected] of formats) {
    it(`is shown with -o ${o}`, async () => {
      expect(await shown({tags: ['ci']}, {o, columns: 'name,tags'})).to.equal(expected)
    })
  }

  it('is its id with -q, whatever the format', async () => {
    expect(await shown({id: '7'}, {o: 'table', quiet: true})).to.equal('7\n')
    expect(await shown({id: '7'}, {o: 'json', quiet: true})).to.equal('7\n')
  })

  it('lists all keys, sections among them, when one is unknown', async () => {
    const failure = await shown({}, {columns: 'nam'}).catch(String)

    expect(failure).to.include('--columns: "nam" is not one of name, id, status, gpu, memory, slots, tags')
  })
})
