import {expect} from 'chai'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {renderList} from '../../../../src/cli/output/render.js'
import {arriving, captured, sample, sampleView} from './sample.js'

const table = {format: parseFormat('table'), header: true, quiet: false}

describe('a list', () => {
  it('is a table with the everyday columns', async () => {
    const out = captured()

    await renderList(arriving([sample()]), sampleView, table, out)

    expect(out.stdout.text).to.equal(
      'NAME   ID                                    STATUS   GPU\n' +
        'train  11111111-2222-3333-4444-555555555555  RUNNING  0.4\n',
    )
  })

  it('has more columns with wide', async () => {
    const out = captured()

    await renderList([sample({id: '1'})], sampleView, {...table, format: parseFormat('wide')}, out)

    expect(out.stdout.text).to.equal('NAME   ID  STATUS   GPU  MEM\ntrain  1   RUNNING  0.4  1k\n')
  })

  it('has the columns that are asked for, in that order', async () => {
    const out = captured()

    await renderList([sample({tags: ['ci']})], sampleView, {...table, columns: 'tags, MEM,name'}, out)

    expect(out.stdout.text).to.equal('TAGS  MEM  NAME\nci    1k   train\n')
  })

  it('has no header with --no-header', async () => {
    const out = captured()

    await renderList([sample()], sampleView, {...table, header: false, columns: 'name'}, out)

    expect(out.stdout.text).to.equal('train\n')
  })

  it('is one name a line with -o name', async () => {
    const out = captured()

    await renderList(
      [sample(), sample({name: 'b\nc'})],
      sampleView,
      {...table, format: parseFormat('name')},
      out,
    )

    expect(out.stdout.text).to.equal('train\nb\\nc\n')
  })

  it('is one id a line with -q, whatever the format', async () => {
    const out = captured()

    await renderList(
      [sample({id: '1'}), sample({id: '2'})],
      sampleView,
      {...table, format: parseFormat('json'), quiet: true},
      out,
    )

    expect(out.stdout.text).to.equal('1\n2\n')
  })

  it('leaves stdout empty and helps on stderr when there is nothing', async () => {
    const out = captured()

    await renderList([], sampleView, table, out)

    expect(out.stdout.text).to.equal('')
    expect(out.stderr.text).to.equal('No sessions. Create one: bai session create\n')
  })

  for (const name of ['json', 'ndjson', 'yaml', 'csv', 'name', 'template={{name}}']) {
    it(`says nothing on stderr when there is nothing for ${name}`, async () => {
      const out = captured()

      await renderList([], sampleView, {...table, format: parseFormat(name)}, out)

      expect(out.stderr.text).to.equal('')
    })
  }

  it('names the filter that left nothing', async () => {
    const out = captured()

    await renderList([sample(), sample()], sampleView, {...table, filter: ['status=PENDING', 'gpu>1']}, out)

    expect(out.stderr.text).to.equal('None of 2 matches --filter status=PENDING --filter gpu>1.\n')
  })

  it('is filtered, sorted and then cut', async () => {
    const out = captured()
    const rows = [
      sample({name: 'a', memory: 1}),
      sample({name: 'b', memory: 3}),
      sample({name: 'c', memory: 2}),
      sample({name: 'd', memory: 4, status: 'PENDING'}),
    ]
    const options = {
      ...table,
      format: parseFormat('name'),
      filter: ['status=RUNNING'],
      sort: '-memory',
      limit: 2,
    }

    const tally = await renderList(arriving(rows), sampleView, options, out)

    expect(out.stdout.text).to.equal('b\nc\n')
    expect(out.stderr.text).to.equal('Showing 2; more exist. Raise or leave out --limit to see them.\n')
    expect(tally).to.deep.equal({seen: 4, shown: 2, more: true})
  })

  it('says nothing about the limit when it cut nothing', async () => {
    const out = captured()

    await renderList([sample(), sample()], sampleView, {...table, limit: 2}, out)

    expect(out.stderr.text).to.equal('')
  })

  it('asks the source for one row beyond the limit and no more', async () => {
    let asked = 0
    let closed = false
    const source = async function* (): AsyncGenerator<ReturnType<typeof sample>> {
      try {
        for (;;) {
          asked += 1
          yield await Promise.resolve(sample())
        }
      } finally {
        closed = true
      }
    }

    await renderList(source(), sampleView, {...table, limit: 3}, captured())

    expect(asked).to.equal(4)
    expect(closed).to.equal(true)
  })

  for (const limit of [-1, 1.5, NaN]) {
    it(`refuses a limit of ${limit}`, async () => {
      const failure = await renderList([], sampleView, {...table, limit}, captured()).catch(String)

      expect(failure).to.include(`--limit: "${limit}" is not a whole number`)
    })
  }

  const wrong = {columns: {columns: 'name,x'}, sort: {sort: 'x'}, filter: {filter: ['x=1']}}
  for (const [flag, options] of Object.entries(wrong)) {
    it(`refuses an unknown key of --${flag} before the first row is asked for`, async () => {
      let asked = false
      const source = async function* (): AsyncGenerator<ReturnType<typeof sample>> {
        asked = true
        yield await Promise.resolve(sample())
      }

      const failure = await renderList(source(), sampleView, {...table, ...options}, captured()).catch(String)

      expect(failure).to.include(`--${flag}: "x" is not one of name, id, status, gpu, memory, tags, slots`)
      expect(asked).to.equal(false)
    })
  }

  it('is fitted to a terminal and says which columns are beyond its edge', async () => {
    const out = captured({isTty: true, columns: 20})

    await renderList([sample()], sampleView, table, out)

    expect(out.stdout.text).to.equal('NAME   ID        ST…\ntrain  1111111…  RU…\n')
    expect(out.stderr.text).to.equal(
      'The terminal is too narrow for GPU. Choose with --columns, or use -o json.\n',
    )
  })

  it('is not shortened where there is no terminal, however narrow', async () => {
    const out = captured({columns: 20})

    await renderList([sample()], sampleView, {...table, header: false}, out)

    expect(out.stdout.text).to.equal('train  11111111-2222-3333-4444-555555555555  RUNNING  0.4\n')
  })

  it('is coloured only when its output is', async () => {
    const out = captured({colour: true})

    await renderList([sample()], sampleView, {...table, header: false, columns: 'status'}, out)

    expect(out.stdout.text).to.equal('\u001b[32mRUNNING\u001b[39m\n')
  })
})
