import {expect} from 'chai'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {pollSnapshots} from '../../../../src/cli/output/snapshots.js'
import {watchList} from '../../../../src/cli/output/watch.js'
import {arriving, captured, sample, sampleView, type Sample} from './sample.js'
import {TerminalDouble} from './terminal-double.js'

const table = {format: parseFormat('table'), header: true, quiet: false, columns: 'name,status'}
const now = (): Date => new Date('2026-05-31T09:00:00.123Z')

/** One snapshot: statuses by name. */
function snapshot(statuses: Record<string, string>): Sample[] {
  return Object.entries(statuses).map(([name, status]) => sample({name, id: `id-${name}`, status}))
}

/** A terminal and the output that goes to it. */
function onTerminal(columns = 40, rows = 10) {
  const stdout = new TerminalDouble(columns, rows)
  const out = {...captured({isTty: true, rows}), stdout, columns}
  return {stdout, out, signal: new AbortController().signal}
}

/** Snapshots, and a look at the terminal after each. */
async function* observing(snapshots: readonly Sample[][], observe: () => void): AsyncGenerator<Sample[]> {
  for (const rows of snapshots) {
    yield rows
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    observe()
  }
}

describe('watching a list on a terminal', () => {
  it('draws each snapshot in place of the last one', async () => {
    const {stdout, ...context} = onTerminal()
    const seen: string[] = []
    const snapshots = observing(
      [
        snapshot({a: 'PENDING', b: 'PENDING', c: 'PENDING'}),
        snapshot({a: 'RUNNING', b: 'PENDING', c: 'PENDING'}),
        snapshot({b: 'RUN'}),
      ],
      () => seen.push(stdout.screen),
    )

    await watchList(snapshots, sampleView, table, context)

    expect(seen).to.deep.equal([
      'NAME  STATUS\na     PENDING\nb     PENDING\nc     PENDING',
      'NAME  STATUS\na     RUNNING\nb     PENDING\nc     PENDING',
      'NAME  STATUS\nb     RUN',
    ])
    expect(stdout.scrolled).to.equal(0)
  })

  it('hides the cursor while it draws and gives it back at the end', async () => {
    const {stdout, ...context} = onTerminal()
    const seen: boolean[] = []
    const snapshots = observing([snapshot({a: 'X'})], () => seen.push(stdout.cursorShown))

    await watchList(snapshots, sampleView, table, context)

    expect(seen).to.deep.equal([false])
    expect(stdout.cursorShown).to.equal(true)
  })

  it('gives the cursor back when the source fails', async () => {
    const {stdout, ...context} = onTerminal()
    const failing = async function* (): AsyncGenerator<Sample[]> {
      yield* arriving([snapshot({a: 'X'})])
      throw new Error('connection lost')
    }

    const failure = await watchList(failing(), sampleView, table, context).catch(String)

    expect(failure).to.equal('Error: connection lost')
    expect(stdout.cursorShown).to.equal(true)
  })

  it('shows the sentence for an empty list, and the rows once there are some', async () => {
    const {stdout, ...context} = onTerminal(60)
    const seen: string[] = []
    const snapshots = observing([[], snapshot({a: 'X'})], () => seen.push(stdout.screen))

    await watchList(snapshots, sampleView, table, context)

    expect(seen).to.deep.equal(['No sessions. Create one: bai session create', 'NAME  STATUS\na     X'])
  })

  it('never draws more lines than the terminal has, and tells how many are missing', async () => {
    const {stdout, ...context} = onTerminal(40, 5)
    const many = snapshot(Object.fromEntries(Array.from({length: 9}, (_, n) => [`s${n}`, 'RUNNING'])))

    await watchList(arriving([many, many]), sampleView, table, context)

    expect(stdout.screen).to.equal('NAME  STATUS\ns0    RUNNING\ns1    RUNNING\n… 7 more')
    expect(stdout.scrolled).to.equal(0)
  })

  it('draws lines of the full width without a blank line between them', async () => {
    const {stdout, ...context} = onTerminal(20)
    const wide = snapshot({['n'.repeat(40)]: 'RUNNING'})

    await watchList(arriving([wide, wide, wide]), sampleView, table, context)

    expect(stdout.screen).to.equal('NAME         STATUS\nnnnnnnnnnn…  RUNNING')
  })

  it('removes what a narrower terminal has wrapped', async () => {
    const {stdout, ...context} = onTerminal(40)
    const out = Object.defineProperty({...context.out}, 'columns', {get: () => stdout.columns})
    const rows = snapshot({['n'.repeat(28)]: 'RUNNING'})
    const snapshots = observing([rows, rows], () => {
      stdout.resize(20)
    })

    await watchList(snapshots, sampleView, table, {...context, out})

    expect(stdout.screen).to.equal('NAME         STATUS\nnnnnnnnnnn…  RUNNING')
  })

  it('sorts and filters each snapshot', async () => {
    const {stdout, ...context} = onTerminal()
    const options = {...table, sort: '-name', filter: ['status=RUNNING']}
    const rows = snapshot({a: 'RUNNING', b: 'PENDING', c: 'RUNNING'})

    await watchList(arriving([rows]), sampleView, options, context)

    expect(stdout.screen).to.equal('NAME  STATUS\nc     RUNNING\na     RUNNING')
  })

  it('ends when the signal fires, even when the source hangs', async () => {
    const {stdout, out} = onTerminal()
    const controller = new AbortController()
    const hanging = async function* (): AsyncGenerator<Sample[]> {
      yield snapshot({a: 'X'})
      controller.abort()
      await new Promise(() => undefined)
    }

    await watchList(hanging(), sampleView, table, {out, signal: controller.signal})

    expect(stdout.screen).to.equal('NAME  STATUS\na     X')
    expect(stdout.cursorShown).to.equal(true)
  })

  it('ends without an error when the source fails because of the signal', async () => {
    const {stdout, out} = onTerminal()
    const controller = new AbortController()
    const aborting = async function* (): AsyncGenerator<Sample[]> {
      yield snapshot({a: 'X'})
      controller.abort()
      throw new Error('aborted')
    }

    await watchList(aborting(), sampleView, table, {out, signal: controller.signal})

    expect(stdout.cursorShown).to.equal(true)
  })

  it('asks for nothing when the signal has fired already', async () => {
    const {out} = onTerminal()
    let asked = false
    const source = async function* (): AsyncGenerator<Sample[]> {
      asked = true
      yield* arriving([])
    }

    await watchList(source(), sampleView, table, {out, signal: AbortSignal.abort()})

    expect(asked).to.equal(false)
  })
})

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
})

describe('asking for snapshots again and again', () => {
  it('waits between two rounds and ends when the signal fires', async () => {
    const controller = new AbortController()
    const events: string[] = []
    const snapshots = pollSnapshots(
      async () => {
        events.push('fetch')
        return [events.length]
      },
      {
        intervalMs: 2000,
        signal: controller.signal,
        wait: async (ms) => {
          events.push(`wait ${ms}`)
          if (events.length === 4) controller.abort()
        },
      },
    )

    const seen: unknown[] = []
    for await (const rows of snapshots) seen.push(rows)

    expect(seen).to.deep.equal([[1], [3]])
    expect(events).to.deep.equal(['fetch', 'wait 2000', 'fetch', 'wait 2000'])
  })

  it('ends without an error when the signal fires during the real wait', async () => {
    const controller = new AbortController()
    const snapshots = pollSnapshots(async () => [1], {intervalMs: 60_000, signal: controller.signal})

    const seen: unknown[] = []
    for await (const rows of snapshots) {
      seen.push(rows)
      setImmediate(() => {
        controller.abort()
      })
    }

    expect(seen).to.deep.equal([[1]])
  })

  it('passes a failed round on', async () => {
    const failing = pollSnapshots(() => Promise.reject(new Error('unreachable')), {
      intervalMs: 1,
      signal: new AbortController().signal,
    })

    const failure = await failing.next().catch(String)

    expect(failure).to.equal('Error: unreachable')
  })
})
