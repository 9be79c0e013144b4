import {spawn} from 'node:child_process'
import {expect} from 'chai'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {watchList} from '../../../../src/cli/output/watch.js'
import {arriving, captured, sampleView, snapshot, type Sample} from './sample.js'

const table = {format: parseFormat('table'), header: true, quiet: false, columns: 'name,status'}
const now = (): Date => new Date('2026-05-31T09:00:00.123Z')

describe('watching a list in a pipe', () => {
  const snapshots = [
    snapshot({a: 'PENDING', b: 'PENDING'}),
    snapshot({a: 'PENDING', b: 'PENDING'}),
    snapshot({a: 'RUNNING', b: 'PENDING', long: 'PENDING'}),
    snapshot({a: 'RUNNING', long: 'PENDING'}),
  ]

  /** What is written for these snapshots. */
  async function written(o: string, options = {}): Promise<string> {
    const out = captured()
    const signal = new AbortController().signal
    await watchList(
      arriving(snapshots),
      sampleView,
      {...table, format: parseFormat(o), ...options},
      {out, signal, now},
    )
    return out.stdout.text
  }

  it('writes a row with its time when it is added, changed or removed, and nothing else', async () => {
    expect(await written('table')).to.equal(`TIME                  CHANGE   NAME  STATUS
2026-05-31T09:00:00Z  added    a     PENDING
2026-05-31T09:00:00Z  added    b     PENDING
2026-05-31T09:00:00Z  changed  a     RUNNING
2026-05-31T09:00:00Z  added    long  PENDING
2026-05-31T09:00:00Z  removed  b     PENDING
`)
  })

  it('writes one object a change with ndjson', async () => {
    expect(await written('ndjson')).to.equal(
      '{"change":"added","name":"a","status":"PENDING"}\n' +
        '{"change":"added","name":"b","status":"PENDING"}\n' +
        '{"change":"changed","name":"a","status":"RUNNING"}\n' +
        '{"change":"added","name":"long","status":"PENDING"}\n' +
        '{"change":"removed","name":"b","status":"PENDING"}\n',
    )
  })

  it('does not take it for a change when only what drifts has other values', async () => {
    const columns = sampleView.columns.map((column) =>
      column.key === 'status' ? {...column, drifts: true} : column,
    )
    const out = captured()
    const options = {...table, format: parseFormat('ndjson')}
    const {signal} = new AbortController()

    await watchList(arriving(snapshots), {...sampleView, columns}, options, {out, signal, now})

    expect(out.stdout.text).to.equal(
      '{"change":"added","name":"a","status":"PENDING"}\n' +
        '{"change":"added","name":"b","status":"PENDING"}\n' +
        '{"change":"added","name":"long","status":"PENDING"}\n' +
        '{"change":"removed","name":"b","status":"PENDING"}\n',
    )
  })

  it('writes one header and a record a change with csv', async () => {
    expect(await written('csv', {columns: 'name'})).to.equal(
      'change,name\nadded,a\nadded,b\nadded,long\nremoved,b\n',
    )
  })

  it('writes names and ids only of what is there', async () => {
    expect(await written('name')).to.equal('a\nb\na\nlong\n')
    expect(await written('table', {quiet: true})).to.equal('id-a\nid-b\nid-a\nid-long\n')
  })

  it('writes removed rows with a template that tells the change', async () => {
    expect(await written('template={{change}} {{name}}', {columns: undefined})).to.include('removed b\n')
    expect(await written('template={{name}}')).to.equal('a\nb\na\nlong\n')
  })

  it('takes a change in a column that is not shown for none', async () => {
    expect(await written('table', {columns: 'name', header: false})).to.not.include('changed')
  })

  it('moves no cursor on a dumb terminal', async () => {
    const out = captured({isTty: true, cursor: false})
    const signal = new AbortController().signal

    await watchList(arriving(snapshots), sampleView, table, {out, signal, now})

    expect(out.stdout.text).to.include('2026-05-31T09:00:00Z  changed  a     RUNNING\n')
    expect(out.stdout.text).to.not.include('\u001b')
  })

  it('says once on stderr that there is nothing yet', async () => {
    const out = captured()
    const signal = new AbortController().signal

    await watchList(arriving([[], [], snapshot({a: 'X'})]), sampleView, table, {out, signal, now})

    expect(out.stderr.text).to.equal('No sessions. Create one: bai session create\n')
    expect(out.stdout.text).to.include('added   ')
  })

  for (const o of ['json', 'yaml']) {
    it(`refuses ${o}, which is one document, and names ndjson`, async () => {
      const failure = await written(o).catch(String)

      expect(failure).to.include(`--output: "${o}" is not a format that --watch can write; use ndjson`)
    })
  }

  it('ends when the reader goes away', async () => {
    const head = spawn('head', ['-n', '1'], {stdio: ['pipe', 'ignore', 'inherit']})
    let stopped = false
    const endless = async function* (): AsyncGenerator<Sample[]> {
      try {
        for (let round = 0; ; round += 1) {
          await new Promise((resolve) => setImmediate(resolve))
          yield snapshot({a: String(round)})
        }
      } finally {
        stopped = true
      }
    }
    const out = {...captured(), stdout: head.stdin}

    await watchList(endless(), sampleView, table, {out, signal: new AbortController().signal})

    expect(stopped).to.equal(true)
  })

  it('tells the change of rows that have a column of that name', async () => {
    const out = captured()
    const view = {...sampleView, columns: [{key: 'change', value: () => 'mine', shown: 'table'} as const]}
    const options = {format: parseFormat('ndjson'), header: true, quiet: false}

    await watchList(arriving(snapshots.slice(0, 1)), view, options, {
      out,
      signal: new AbortController().signal,
    })

    expect(out.stdout.text).to.equal('{"change":"added"}\n{"change":"added"}\n')
  })
})
