import {expect} from 'chai'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {renderList} from '../../../../src/cli/output/render.js'
import {captured, sample, sampleView, type Sample} from './sample.js'

/** What the template makes of one row. */
async function filled(template: string, row: Partial<Sample> = {}, isTty = false): Promise<string> {
  const out = captured({isTty})
  const format = parseFormat(`template=${template}`)
  await renderList([sample(row)], sampleView, {format, header: true, quiet: false}, out)
  return out.stdout.text
}

describe('a template', () => {
  it('puts values in the place of their keys, one line a row', async () => {
    const out = captured()
    const format = parseFormat('template={{name}} is {{status}}')

    await renderList([sample(), sample({name: 'b'})], sampleView, {format, header: true, quiet: false}, out)

    expect(out.stdout.text).to.equal('train is RUNNING\nb is RUNNING\n')
  })

  it('takes spaces and a leading dot inside the braces', async () => {
    expect(await filled('{{ .name }}|{{  gpu }}')).to.equal('train|0.4\n')
  })

  it('knows the escapes for line feed, tab and backslash', async () => {
    expect(await filled(String.raw`{{name}}\t{{gpu}}\n\\n`)).to.equal('train\t0.4\n\\n\n')
  })

  it('adds no line feed to one that is there', async () => {
    expect(await filled(String.raw`{{name}}\n`)).to.equal('train\n')
  })

  it('adds a line feed behind an escaped backslash and an n', async () => {
    expect(await filled(String.raw`{{name}}\\n`)).to.equal('train\\n\n')
  })

  it('reaches into objects and lists, also by keys with dots', async () => {
    const slots = {mem: '1g', 'cuda.shares': '0.4', deep: {list: ['x', {y: 'z'}]}}

    expect(await filled('{{slots.mem}} {{slots.cuda.shares}} {{slots.deep.list.1.y}}', {slots})).to.equal(
      '1g 0.4 z\n',
    )
  })

  it('reaches nothing that is not data', async () => {
    expect(
      await filled('[{{slots.constructor}}{{tags.length}}{{slots.no.such}}{{gpu}}]', {gpu: null}),
    ).to.equal('[]\n')
  })

  it('knows the columns that tables do not show', async () => {
    expect(await filled('{{tags}}', {tags: ['a', 'b']})).to.equal('a,b\n')
  })

  it('leaves the data of a pipe as it is', async () => {
    expect(await filled('{{name}}', {name: 'a\u001b[31m'})).to.equal('a\u001b[31m\n')
  })

  it('shows control characters escaped on a terminal', async () => {
    expect(await filled('{{name}}', {name: 'a\u001b[31m'}, true)).to.equal('a\\x1b[31m\n')
  })

  it('lists the keys when one is unknown', async () => {
    const failure = await filled('{{nam}}').catch(String)

    expect(failure).to.include('"nam" is not one of name, id, status, gpu, memory, tags, slots')
  })

  for (const wrong of ['{{name', '{{}}', '{{ . }}', '{{name}} {{']) {
    it(`is refused when it is ${wrong}`, async () => {
      const failure = await filled(wrong).catch(String)

      expect(failure).to.include('is not a template such as template={{name}} {{status}}')
    })
  }
})
