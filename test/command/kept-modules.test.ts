import {expect} from 'chai'
import {chmod, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {BaiUser} from '../support/bai.js'

describe('What a command used', () => {
  let user: BaiUser

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(() => user.remove())

  async function keptOf(command: string): Promise<Buffer> {
    const code = join(user.home, '.cache', 'bai', 'code')
    const [build = ''] = await readdir(code)
    return readFile(join(code, build, command))
  }

  it('is kept by the first run, with its code by the second, and then only read', async () => {
    const results = [await user.run(['config', 'show'])]
    const afterFirst = await keptOf('config-show')
    results.push(await user.run(['config', 'show']))
    const afterSecond = await keptOf('config-show')
    results.push(await user.run(['config', 'show']))

    const afterThird = await keptOf('config-show')
    expect(new Set(results.map(({stdout}) => stdout))).to.have.property('size', 1)
    expect(results.map(({exitCode}) => exitCode)).to.deep.equal([0, 0, 0])
    expect(afterSecond).to.have.length.above(afterFirst.length)
    expect(afterThird.equals(afterSecond)).to.equal(true)
  })

  it('is kept beside what another way to run it used', async () => {
    const table = await user.run(['config', 'show'])
    const json = await user.run(['config', 'show', '--json'])
    const afterBoth = await keptOf('config-show')

    const again = [await user.run(['config', 'show']), await user.run(['config', 'show', '--json'])]

    expect(again.map(({stdout}) => stdout)).to.deep.equal([table.stdout, json.stdout])
    const modules = afterBoth.toString('latin1')
    expect(modules).to.include('"cli/output/table.js":').and.to.include('"cli/output/json.js":')
  })

  it('is left alone when its file is damaged', async () => {
    const sound = await user.run(['config', 'show'])
    const code = join(user.home, '.cache', 'bai', 'code')
    const [build = ''] = await readdir(code)
    const file = join(code, build, 'config-show')
    const bytes = await readFile(file)
    await writeFile(file, bytes.fill(0, 100, 200))

    const damaged = await user.run(['config', 'show'])

    expect(damaged).to.deep.equal(sound)
  })

  it('is not kept where nothing can be written, and the command works', async () => {
    const file = join(user.home, 'file')
    await writeFile(file, '')
    await chmod(file, 0o400)

    const result = await user.run(['config', 'show'], {env: {BAI_CACHE_DIR: join(file, 'cache')}})

    expect(result).to.include({exitCode: 0, stderr: ''})
  })
})
