import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'chai'
import {BaiUser} from '../support/bai.js'

interface StoredProfiles {
  current?: string
  profiles: Record<string, {endpoint: string; accessKey?: string}>
}

describe('bai local', function () {
  this.timeout(90_000)
  let user: BaiUser

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(async () => {
    await user.run(['local', 'reset', '--yes'])
    await user.remove()
  })

  const profiles = async () => JSON.parse(await readFile(user.profilesFile, 'utf8')) as StoredProfiles

  it('brings a cluster up that every command can use at once, and takes it down', async () => {
    const up = await user.run(['local', 'up', '--json'])
    const created = await user.run([
      'session',
      'create',
      'base',
      '--gpu',
      '0.4',
      '--count',
      '3',
      '--name',
      'one',
    ])
    const down = await user.run(['local', 'down'])
    const status = await user.run(['local', 'status', '--json'])

    expect(up.exitCode, up.stderr).to.equal(0)
    expect(JSON.parse(up.stdout)).to.include({status: 'running', version: '26.8.3+local'})
    expect(created.exitCode, created.stderr).to.equal(0)
    expect(created.stdout).to.match(/one-1.*\n.*one-2.*\n.*one-3/)
    expect(down).to.include({exitCode: 0, stdout: ''})
    expect(status.exitCode).to.equal(5)
    expect(JSON.parse(status.stdout)).to.include({status: 'stopped', endpoint: null})
  })

  it('makes a profile for the user and one for the administrator, and prints no secret', async () => {
    const up = await user.run(['local', 'up', '--json'])

    const {current, profiles: stored} = await profiles()
    const text = await readFile(user.profilesFile, 'utf8')
    const secrets = [...text.matchAll(/"secretKey": "([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(current).to.equal('local')
    expect(Object.keys(stored)).to.deep.equal(['local', 'local-admin'])
    expect(stored['local']?.accessKey).to.not.equal(stored['local-admin']?.accessKey)
    expect(secrets).to.have.lengthOf(2)
    for (const secret of secrets) expect(up.stdout + up.stderr).to.not.include(secret)
  })

  it('refuses to change what runs', async () => {
    await user.run(['local', 'up', '--agents', '2'])

    const same = await user.run(['local', 'up', '--agents', '2'])
    const other = await user.run(['local', 'up', '--agents', '3'])

    expect(same.exitCode, same.stderr).to.equal(0)
    expect(other.exitCode).to.equal(7)
    expect(other.stderr).to.include('bai local down')
  })

  it('shows what it would do and does nothing', async () => {
    const up = await user.run(['local', 'up', '--gpus', '2', '--gpu-mem', '24g', '--dry-run', '--json'])
    const status = await user.run(['local', 'status', '--json'])

    expect(JSON.parse(up.stdout)).to.include({action: 'start', gpus: 2, gpuMemoryBytes: 24 * 1024 ** 3})
    expect(JSON.parse(status.stdout)).to.include({status: 'absent'})
  })

  for (const [flag, value] of [
    ['--fgpu-per-gpu', '0'],
    ['--quantum', 'x'],
    ['--gpu-mem', 'much'],
    ['--agents', '0'],
  ] as const) {
    it(`names ${flag} when its value is wrong`, async () => {
      const {exitCode, stderr} = await user.run(['local', 'up', flag, value])

      expect(exitCode).to.equal(2)
      expect(stderr).to.include(flag).and.include(value)
    })
  }

  it('knows how much memory a share of its GPUs has', async () => {
    const up = await user.run(['local', 'up', '--gpu-mem', '80g', '--fgpu-per-gpu', '2'])
    const create = (...argv: string[]) =>
      user.run(['session', 'create', 'base', '--gpu-mem', '10g', '--dry-run', ...argv])

    const [known, told] = [
      await create(),
      await user.run(['session', 'create', 'base', '--gpu-mem', '16g', '--dry-run'], {
        env: {BAI_GPU_MEMORY: '80g'},
      }),
    ]
    const both = await create('--gpu', '0.5')

    expect(up.exitCode, up.stderr).to.equal(0)
    expect(known.stderr).to.include('--gpu 0.25 is 0.25 cuda.shares here.')
    expect(told.stderr).to.include('--gpu 0.2 is 0.2 cuda.shares here.')
    expect(both.exitCode).to.equal(2)
  })

  it('removes nothing without --yes where nobody can answer', async () => {
    await user.run(['local', 'up'])

    const refused = await user.run(['local', 'reset'])
    const status = await user.run(['local', 'status'])
    const reset = await user.run(['local', 'reset', '--yes'])
    const gone = await user.run(['local', 'logs'])

    expect([refused.exitCode, status.exitCode, reset.exitCode, gone.exitCode]).to.deep.equal([12, 0, 0, 5])
  })

  it('keeps its state where BAI_LOCAL_DIR says', async () => {
    const folder = join(user.home, 'elsewhere')
    const env = {BAI_LOCAL_DIR: folder}

    await user.run(['local', 'up'], {env})
    const accounts = await readFile(join(folder, 'accounts.json'), 'utf8')
    await user.run(['local', 'reset', '--yes'], {env})

    expect(Object.keys(JSON.parse(accounts) as object)).to.deep.equal(['admin', 'user', 'user2'])
  })
})
