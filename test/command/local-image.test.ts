import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'chai'
import {BaiUser} from '../support/bai.js'

interface Image {
  reference: string
  aliases: string[]
  folder: string
  labels: Record<string, string>
}

describe('bai local image', function () {
  this.timeout(90_000)
  let user: BaiUser

  before(async () => {
    user = await BaiUser.create()
    const up = await user.run(['local', 'up'])
    expect(up.exitCode, up.stderr).to.equal(0)
  })
  after(async () => {
    await user.run(['local', 'reset', '--yes'])
    await user.remove()
  })

  /** A folder whose program `frobnicate` prints a version. */
  async function tools(version: string): Promise<string> {
    const folder = join(user.cwd, `tools-${version}`)
    await mkdir(join(folder, 'bin'), {recursive: true})
    await writeFile(join(folder, 'bin', 'frobnicate'), `#!/bin/sh\necho frobnicate ${version}\n`, {
      mode: 0o755,
    })
    return folder
  }

  it('makes a folder an image whose programs its sessions run', async () => {
    const folder = await tools('1.0')

    const added = await user.run(['local', 'image', 'add', 'tools:1.0', '--folder', folder, '--json'])
    const create = ['session', 'create', 'tools:1.0', '--name', 'user-of-tools', '--wait', '--quiet']
    const created = await user.run(create)
    const ran = await user.run(['session', 'exec', 'user-of-tools', '--', 'frobnicate'])

    expect(added.exitCode, added.stderr).to.equal(0)
    expect(JSON.parse(added.stdout)).to.deep.include({
      reference: 'local.bai/stable/tools:1.0',
      aliases: ['tools', 'tools:1.0'],
      folder,
    })
    expect(created.exitCode, created.stderr).to.equal(0)
    expect(ran).to.include({exitCode: 0, stdout: 'frobnicate 1.0\n'})
  })

  it('keeps an image that sessions use, and removes it after them without its folder', async () => {
    const refused = await user.run(['local', 'image', 'rm', 'tools:1.0', '--yes'])
    await user.run(['session', 'rm', 'user-of-tools', '--wait'])
    const removed = await user.run(['local', 'image', 'rm', 'tools:1.0', '--yes'])
    const again = await user.run(['local', 'image', 'rm', 'tools:1.0', '--yes'])

    expect(refused.exitCode).to.equal(7)
    expect(refused.stderr).to.include('user-of-tools')
    expect(removed.exitCode, removed.stderr).to.equal(0)
    expect(removed.stderr).to.include('stays')
    expect(again.exitCode).to.equal(5)
  })

  it('tells with --dry-run what a Python environment would be, and adds nothing', async () => {
    const folder = join(user.cwd, 'environment')
    await mkdir(join(folder, 'bin'), {recursive: true})
    // Stands for an environment: what counts is what its interpreter says of itself.
    const answer = JSON.stringify({
      version: '3.11.7',
      prefix: folder,
      packages: {numpy: '1.26.4', torch: '2.4.0+cpu'},
    })
    await writeFile(join(folder, 'bin', 'python3'), `#!/bin/sh\necho '${answer}'\n`, {mode: 0o755})

    const plans = []
    for (const name of ['numpy', 'pytorch', 'other', 'other:mine']) {
      plans.push(await user.run(['local', 'image', 'add', name, '--python', folder, '--dry-run', '--json']))
    }
    const {stdout} = await user.run(['local', 'image', 'list', '--json'])

    expect(plans.map((plan) => (JSON.parse(plan.stdout) as Image).reference)).to.deep.equal([
      'numpy:1.26.4-py311',
      'pytorch:2.4.0-py311',
      'other:3.11.7',
      'other:mine',
    ])
    expect((JSON.parse(stdout) as Image[]).map(({reference}) => reference).join()).to.not.include('numpy')
  })

  it('refuses a folder without programs, an interpreter that is none and a bad name as wrong usage', async () => {
    const attempts = [
      ['local', 'image', 'add', 'empty', '--folder', user.cwd],
      ['local', 'image', 'add', 'empty', '--python', '/dev/null'],
      ['local', 'image', 'add', 'Bad Name', '--folder', await tools('2.0')],
      ['local', 'image', 'add', 'neither'],
    ]

    const codes = []
    for (const attempt of attempts) codes.push((await user.run(attempt)).exitCode)

    expect(codes).to.deep.equal([2, 2, 2, 2])
  })

  it('asks before it removes, off a terminal refuses', async () => {
    const {exitCode, stderr} = await user.run(['local', 'image', 'rm', 'base'])

    expect(exitCode).to.equal(12)
    expect(stderr).to.include('--yes')
  })

  it('says that the cluster does not run', async () => {
    const other = await BaiUser.create()

    const {exitCode, stderr} = await other.run(['local', 'image', 'list'])

    await other.remove()
    expect(exitCode).to.equal(5)
    expect(stderr).to.include('bai local up')
  })
})
