import {expect} from 'chai'
import {mkdtemp, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readCompiled, writeCompiled} from '../../../src/cli/compiled-code.js'

describe('compiled code on disk', () => {
  let folder: string
  let file: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bai-code-'))
    file = join(folder, 'new', 'session-list')
    writeCompiled(file, [
      ['/a.js', Buffer.from('one')],
      ['/b.js', Buffer.from('twenty-two')],
    ])
  })

  afterEach(() => rm(folder, {recursive: true}))

  it('is read as it was written, by path', () => {
    const found = readCompiled(file)

    expect([...found].map(([path, code]) => [path, code.toString()])).to.deep.equal([
      ['/a.js', 'one'],
      ['/b.js', 'twenty-two'],
    ])
  })

  it('belongs to its owner only', async () => {
    const {mode} = await stat(file)

    expect(mode & 0o777).to.equal(0o600)
  })

  it('counts as none when it is not there', () => {
    const found = readCompiled(join(folder, 'other'))

    expect(found.size).to.equal(0)
  })

  it('counts as none when a byte of it has changed, wherever', async () => {
    const whole = await readFile(file)
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole)
      damaged[at] = ~(damaged[at] ?? 0) & 0xff
      await writeFile(file, damaged)

      const found = readCompiled(file)

      expect(found.size, `byte ${at}`).to.equal(0)
    }
  })

  it('counts as none when its end is missing', async () => {
    const whole = await readFile(file)
    for (let left = 0; left < whole.length; left += 1) {
      await writeFile(file, whole.subarray(0, left))

      const found = readCompiled(file)

      expect(found.size, `${left} bytes`).to.equal(0)
    }
  })

  it('replaces the file in one step and leaves nothing beside it', async () => {
    writeCompiled(file, [['/a.js', Buffer.from('again')]])

    const names = await readdir(join(folder, 'new'))
    expect(names).to.deep.equal(['session-list'])
    expect(readCompiled(file).get('/a.js')?.toString()).to.equal('again')
  })
})
