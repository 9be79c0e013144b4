import {execFile} from 'node:child_process'
import {mkdir, readdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect} from 'chai'
import {BaiUser} from '../support/bai.js'

const execute = promisify(execFile)

describe('bai image try', function () {
  this.timeout(120_000)
  let user: BaiUser

  /** An environment of Python with one version of a library, as an image. */
  const addImage = async (name: string, version: string): Promise<void> => {
    const folder = join(user.home, 'envs', name.replace(':', '-'))
    await execute('python3', ['-m', 'venv', '--without-pip', folder])
    const [python = ''] = await readdir(join(folder, 'lib'))
    const module = join(folder, 'lib', python, 'site-packages', 'gauss')
    await mkdir(module, {recursive: true})
    await writeFile(join(module, '__init__.py'), `print('imported')\n__version__ = '${version}'\n`)
    const added = await user.run(['local', 'image', 'add', name, '--python', join(folder, 'bin', 'python3')])
    expect(added.exitCode, added.stderr).to.equal(0)
  }

  before('start a cluster with four images', async () => {
    user = await BaiUser.create()
    const up = await user.run(['local', 'up'])
    expect(up.exitCode, up.stderr).to.equal(0)
    await addImage('python-gauss:1.2', '1.2.3')
    await addImage('python-gauss:1.15', '1.15')
    await addImage('python-gauss:2.7', '2.7.0+cpu')
    await addImage('python-gauss:3.0', '2.9')
  })
  after(async () => {
    await user.run(['local', 'reset', '--yes'])
    await user.remove()
  })

  it('prints the version that each library tells, side by side, and leaves no session', async () => {
    const names = ['gauss:1.2', 'gauss:1.15', 'gauss:2.7']

    const {stdout, exitCode, stderr} = await user.run(['image', 'try', ...names, '-o', 'csv'])
    const left = await user.run(['ps', '-q'])

    expect(exitCode, stderr).to.equal(0)
    const rows = stdout.trim().split('\n').slice(1)
    expect(rows.map((row) => row.split(',').slice(0, 4).join(','))).to.deep.equal([
      'gauss:1.2,gauss,1.2,1.2.3',
      'gauss:1.15,gauss,1.15,1.15',
      'gauss:2.7,gauss,2.7,2.7.0+cpu',
    ])
    expect(left.stdout).to.equal('')
  })

  it('ends with 11 when the tag promises another version', async () => {
    const {stdout, exitCode, stderr} = await user.run(['image', 'try', 'gauss:3.0'])

    expect(exitCode).to.equal(11)
    expect(stdout).to.match(/gauss:3\.0 +gauss +3\.0 +2\.9 .*NO/)
    expect(stderr).to.include('gauss:3.0: gauss: it is 2.9, not 3.0.')
  })

  it('ends with 11 when it is not the expected version, or the library is missing', async () => {
    const expected = await user.run(['image', 'try', 'gauss:1.2', '--expect', '1.20'])
    const missing = await user.run(['image', 'try', 'gauss:1.2', '--library', 'euler'])

    expect([expected.exitCode, missing.exitCode]).to.deep.equal([11, 11])
    expect(missing.stderr).to.include("No module named 'euler'")
  })

  it('tells of Python where the name promises no library', async () => {
    const {stdout, exitCode, stderr} = await user.run(['image', 'try', 'base', '--json'])

    const [row] = JSON.parse(stdout) as {library: string; version: string; expected: null}[]
    expect(exitCode, stderr).to.equal(0)
    expect(row).to.deep.include({library: 'python', expected: null})
    expect(row?.version).to.match(/^3\./)
  })

  it('holds a library that the image is not named after to no version', async () => {
    const {exitCode, stderr} = await user.run(['image', 'try', 'gauss:3.0', '--library', 'json'])

    expect(exitCode, stderr).to.equal(0)
  })

  it('ends with 5 for an image that is not there, and starts nothing', async () => {
    const {stdout, exitCode} = await user.run(['image', 'try', 'gauss:1.2', 'gauss:9.9'])

    expect([stdout, exitCode]).to.deep.equal(['', 5])
  })

  it('has its versions listed by `image versions`, newest first', async () => {
    const {stdout} = await user.run(['image', 'versions', 'gauss', '--json'])

    const rows = JSON.parse(stdout) as {version: string}[]
    expect(rows.map(({version}) => version)).to.deep.equal(['3.0', '2.7', '1.15', '1.2'])
  })
})
