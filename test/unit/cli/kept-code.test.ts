import {expect} from 'chai'
import {mkdtemp, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readKept, writeKept} from '../../../src/cli/kept-code.js'

const KEPT = {source: '({"a.js":function(){}})', code: Buffer.from('twenty-two'), isWarm: true}

describe('kept code on disk', () => {
  let folder: string
  let file: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bai-code-'))
    file = join(folder, 'new', 'session-list')
    writeKept(file, KEPT)
  })

  afterEach(() => rm(folder, {recursive: true}))

  it('is read as it was written', () => {
    const found = readKept(file)

    expect(found).to.deep.equal(KEPT)
  })

  it('belongs to its owner only', async () => {
    const {mode} = await stat(file)

    expect(mode & 0o777).to.equal(0o600)
  })

  it('counts as none when it is not there', () => {
    const found = readKept(join(folder, 'other'))

    expect(found).to.equal(undefined)
  })

  it('counts as none when a byte of it has changed, wherever', async () => {
    const whole = await readFile(file)
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole)
      damaged[at] = ~(damaged[at] ?? 0) & 0xff
      await writeFile(file, damaged)

      const found = readKept(file)

      expect(found, `byte ${at}`).to.equal(undefined)
    }
  })

  it('counts as none when its end is missing', async () => {
    const whole = await readFile(file)
    for (let left = 0; left < whole.length; left += 1) {
      await writeFile(file, whole.subarray(0, left))

      const found = readKept(file)

      expect(found, `${left} bytes`).to.equal(undefined)
    }
  })

  it('replaces the file in one step and leaves nothing beside it', async () => {
    writeKept(file, {...KEPT, isWarm: false})

    const names = await readdir(join(folder, 'new'))
    expect(names).to.deep.equal(['session-list'])
    expect(readKept(file)?.isWarm).to.equal(false)
  })
})
