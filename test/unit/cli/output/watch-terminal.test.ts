import {expect} from 'chai'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {watchList} from '../../../../src/cli/output/watch.js'
import {arriving, captured, sampleView, snapshot, type Sample} from './sample.js'
import {TerminalDouble} from './terminal-double.js'

const table = {format: parseFormat('table'), header: true, quiet: false, columns: 'name,status'}

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
