import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import fc from 'fast-check'
import {CorruptJournalError} from '../../../../src/local/cluster/journal-files.js'
import {Journal} from '../../../../src/local/cluster/journal.js'

const WRITER = fileURLToPath(new URL('journal-writer.ts', import.meta.url))

interface Entry {
  id: number
  value: string
}

/** A journal with the state it is about: the last value of every id. */
async function openJournal(folder: string, compactAfterBytes?: number) {
  const state = new Map<number, string>()
  const read: Entry[] = []
  const journal = await Journal.open(
    {
      folder,
      snapshot: () => [...state].map(([id, value]) => ({id, value})),
      ...(compactAfterBytes !== undefined && {compactAfterBytes}),
    },
    (entry) => {
      const {id, value} = entry as Entry
      read.push({id, value})
      state.set(id, value)
    },
  )
  const put = (id: number, value: string) => {
    journal.append({id, value})
    state.set(id, value)
  }
  return {journal, state, read, put}
}

/** Runs the writer until it has acknowledged some hundreds, kills it in the middle of the next, and says which ones. */
async function writeUntilKilled(folder: string, first: number): Promise<number[]> {
  const child = spawn(process.execPath, [...process.execArgv, WRITER, folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    text += chunk
    if (text.length > 3000) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return text.slice(0, text.lastIndexOf('\n')).split('\n').map(Number)
}

describe('the journal', () => {
  let folder = ''

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bai-journal-'))
  })
  afterEach(() => rm(folder, {recursive: true, force: true}))

  it('gives back what was committed', async () => {
    const first = await openJournal(folder)
    first.put(1, 'one')
    first.put(2, 'two')
    await first.journal.close()

    const second = await openJournal(folder)

    expect(second.read).to.deep.equal([
      {id: 1, value: 'one'},
      {id: 2, value: 'two'},
    ])
    await second.journal.close()
  })

  it('has everything on disk that was appended before a commit resolves', async () => {
    const {journal, put} = await openJournal(folder)

    const commits = Array.from({length: 50}, async (_, id) => {
      put(id, 'x')
      await journal.commit()
      const text = await readFile(join(folder, 'journal-0.ndjson'), 'utf8')
      return text.includes(`{"id":${id},`)
    })

    expect(await Promise.all(commits)).to.not.include(false)
    await journal.close()
  })

  it('cuts off a last line that a crash left unfinished, wherever it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({max: 40}), async (kept) => {
        const inner = await mkdtemp(join(folder, 'torn-'))
        const before = await openJournal(inner)
        before.put(1, 'whole')
        await before.journal.close()
        const path = join(inner, 'journal-0.ndjson')
        const whole = (await readFile(path)).length
        const torn = `{"id":2,"value":"${'v'.repeat(40)}"}`
        await appendFile(path, torn)
        await truncate(path, whole + Math.min(kept, torn.length - 1))

        const after = await openJournal(inner)
        after.put(3, 'next')
        await after.journal.close()
        const again = await openJournal(inner)

        expect(again.read).to.deep.equal([
          {id: 1, value: 'whole'},
          {id: 3, value: 'next'},
        ])
        await again.journal.close()
      }),
      {numRuns: 20},
    )
  })

  it('refuses a file that is damaged in the middle, naming file and line', async () => {
    await writeFile(join(folder, 'journal-0.ndjson'), '{"id":1,"value":"a"}\nrubbish\n{"id":2,"value":"b"}\n')

    const opened = await openJournal(folder).catch((error: unknown) => error)

    expect(opened).to.be.instanceOf(CorruptJournalError)
    expect(opened).to.include({line: 2, file: join(folder, 'journal-0.ndjson')})
  })

  it('folds itself into a snapshot and loses nothing', async () => {
    const first = await openJournal(folder, 2000)
    for (let round = 0; round < 40; round += 1) {
      for (let id = 0; id < 10; id += 1) first.put(id, `${round}`)
      await first.journal.commit()
    }
    await first.journal.close()

    const second = await openJournal(folder)

    expect([...second.state]).to.deep.equal(Array.from({length: 10}, (_, id) => [id, '39']))
    expect(second.read.length).to.be.lessThan(400)
    const names = await readdir(folder)
    expect(names.filter((name) => name.startsWith('snapshot-'))).to.have.lengthOf(1)
    await second.journal.close()
  })

  it('ignores a snapshot that was not finished', async () => {
    const first = await openJournal(folder)
    first.put(1, 'kept')
    await first.journal.close()
    await writeFile(join(folder, 'snapshot-1.ndjson.partial'), '{"id":1,"value":"half')

    const second = await openJournal(folder)

    expect([...second.state]).to.deep.equal([[1, 'kept']])
    expect(await readdir(folder)).to.deep.equal(['journal-0.ndjson'])
    await second.journal.close()
  })

  it('reads both generations when a crash came between them', async () => {
    await writeFile(join(folder, 'journal-0.ndjson'), '{"id":1,"value":"old"}\n{"id":2,"value":"old"}\n')
    await writeFile(join(folder, 'journal-1.ndjson'), '{"id":2,"value":"new"}\n')

    const {state, journal} = await openJournal(folder)

    expect([...state]).to.deep.equal([
      [1, 'old'],
      [2, 'new'],
    ])
    await journal.close()
  })

  it('has everything it acknowledged after its process was killed, again and again', async function () {
    this.timeout(60_000)
    const acknowledged = new Set<number>()

    for (let round = 0; round < 4; round += 1) {
      for (const id of await writeUntilKilled(folder, round * 100_000)) acknowledged.add(id)
      const {state, journal} = await openJournal(folder)
      await journal.close()

      const lost = [...acknowledged].filter((id) => state.get(id) !== 'v'.repeat(id % 100))
      expect(lost).to.deep.equal([])
    }
    expect(await readdir(folder)).to.not.include('journal-0.ndjson')
  })

  it('never acknowledges again once a write failed', async () => {
    const {journal, put} = await openJournal(folder)
    put(1, 'a')
    await journal.close()

    put(2, 'b')
    const first = await journal.commit().catch((error: unknown) => error)
    const second = await journal.commit().catch((error: unknown) => error)

    expect(first)
      .to.be.instanceOf(Error)
      .and.have.property('message', 'The journal of the local cluster cannot be written.')
    expect(second).to.equal(first)
  })

  it('keeps its files from everybody else', async () => {
    const {stat} = await import('node:fs/promises')
    const {journal, put} = await openJournal(folder)
    put(1, 'secret')
    await journal.close()

    const {mode} = await stat(join(folder, 'journal-0.ndjson'))

    expect((mode & 0o777).toString(8)).to.equal('600')
  })
})
