import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {Writable} from 'node:stream'
import {expect} from 'chai'
import {parseFormat} from '../../../../src/cli/output/format.js'
import {renderList} from '../../../../src/cli/output/render.js'
import type {View} from '../../../../src/cli/output/view.js'
import {captured} from './sample.js'

const view: View<number> = {
  columns: [{key: 'n', value: (row) => row, text: (row) => String(row).padStart(999, '.'), shown: 'table'}],
  name: (row) => String(row).padStart(999, '.'),
  id: String,
  empty: 'Nothing.',
}
const names = {format: parseFormat('name'), header: true, quiet: false}

/** A reader that takes one chunk whenever the test says so. */
class SlowReader extends Writable {
  readonly waiting: (() => void)[] = []
  chunks = 0

  constructor() {
    super({highWaterMark: 1000})
  }

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    this.chunks += 1
    this.waiting.push(done)
  }
}

describe('writing to a slow reader', () => {
  it('stops asking for rows until the reader has caught up', async () => {
    const stdout = new SlowReader()
    let asked = 0
    const source = function* (): Generator<number> {
      for (let row = 0; row < 200; row += 1) {
        asked += 1
        yield row
      }
    }
    const done = renderList(source(), view, names, {...captured(), stdout})

    await settled()
    const first = asked
    await settled()
    const second = asked
    while (asked < 200 || stdout.waiting.length > 0) {
      stdout.waiting.shift()?.()
      await settled()
    }
    await done

    expect(first).to.be.lessThan(40)
    expect(second).to.equal(first)
    expect(stdout.chunks).to.be.lessThan(40)
  })

  it('passes rows on while the source waits for more', async () => {
    const out = captured()
    let release = (): void => undefined
    const more = new Promise<void>((resolve) => {
      release = resolve
    })
    const source = async function* (): AsyncGenerator<number> {
      yield 1
      await more
      yield 2
    }
    const done = renderList(source(), {...view, name: String}, names, out)

    await settled()
    const early = out.stdout.text
    release()
    await done

    expect(early).to.equal('1\n')
    expect(out.stdout.text).to.equal('1\n2\n')
  })
})

describe('writing to a reader that goes away', () => {
  for (const name of ['name', 'json', 'csv', 'ndjson']) {
    it(`ends quietly and stops the source, as with | head, for ${name}`, async () => {
      const head = spawn('head', ['-n', '1'], {stdio: ['pipe', 'ignore', 'inherit']})
      const gone = once(head, 'exit')
      let stopped = false
      const endless = async function* (): AsyncGenerator<number> {
        try {
          for (let row = 0; ; row += 1) yield await Promise.resolve(row)
        } finally {
          stopped = true
        }
      }
      const out = {...captured(), stdout: head.stdin}

      await renderList(endless(), view, {...names, format: parseFormat(name)}, out)
      await gone

      expect(stopped).to.equal(true)
      expect(out.stderr.text).to.equal('')
    })
  }

  it('ends quietly for a table', async () => {
    const head = spawn('true', [], {stdio: ['pipe', 'ignore', 'inherit']})
    const rows = Array.from({length: 5000}, (_, row) => row)
    const out = {...captured(), stdout: head.stdin}
    await once(head, 'exit')

    const tally = await renderList(rows, view, {...names, format: parseFormat('table'), limit: 4000}, out)

    expect(tally.shown).to.equal(4000)
    expect(out.stderr.text).to.equal('')
  })

  it('throws every other failure of stdout', async () => {
    const full = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('no space left'), {code: 'ENOSPC'}))
      },
    })

    const failure = await renderList([1], view, names, {...captured(), stdout: full}).catch(String)

    expect(failure).to.equal('Error: no space left')
  })

  it('leaves no listeners on stdout', async () => {
    const out = captured()
    const before = out.stdout.listenerCount('error')

    await renderList([1, 2, 3], view, names, out)

    expect(out.stdout.listenerCount('error')).to.equal(before)
  })
})

/** Lets everything run that can run now. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
