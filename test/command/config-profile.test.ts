import {expect} from 'chai'
import {readdir, readFile, stat, symlink, writeFile, mkdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {BaiUser} from '../support/bai.js'

describe('bai profile', () => {
  let user: BaiUser

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(() => user.remove())

  const add = (name: string, ...more: string[]) =>
    user.run(['profile', 'add', name, '--endpoint', `https://${name}.example.com`, ...more])
  const stored = async () => JSON.parse(await readFile(user.profilesFile, 'utf8')) as unknown
  const names = async (argv: readonly string[] = []) =>
    (await user.run(['profile', 'list', '-q', ...argv])).stdout.split('\n').filter((line) => line !== '')

  it('adds profiles side by side; the first becomes the current one', async () => {
    await add('lab')
    const {exitCode, stdout} = await add('prod', '--json')

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.include({name: 'prod', current: false, credentials: 'none'})
    expect(await names()).to.deep.equal(['lab', 'prod'])
    expect(await names(['--filter', 'current=true'])).to.deep.equal(['lab'])
  })

  it('makes folder and file for the user alone', async () => {
    await add('lab')

    expect((await stat(user.profilesFile)).mode & 0o777).to.equal(0o600)
    expect((await stat(dirname(user.profilesFile))).mode & 0o777).to.equal(0o700)
    expect(await readdir(dirname(user.profilesFile))).to.deep.equal(['profiles.json'])
  })

  it('exits 7 when the profile exists, and changes nothing', async () => {
    await add('lab')

    const {exitCode, stderr} = await user.run([
      'profile',
      'add',
      'lab',
      '--endpoint',
      'https://b.example.com',
    ])

    expect(exitCode).to.equal(7)
    expect(stderr).to.include('--update')
    expect(await stored()).to.have.nested.property('profiles.lab.endpoint', 'https://lab.example.com')
  })

  it('changes one setting with --update and leaves the others', async () => {
    await user.run(
      [
        'profile',
        'add',
        'lab',
        '--endpoint',
        'https://a.example.com',
        '--access-key',
        'AK',
        '--secret-key-stdin',
      ],
      {stdin: 'the-secret-key'},
    )

    await user.run(['profile', 'add', 'lab', '--update', '--image', 'python:3.13'])

    expect(await stored()).to.deep.equal({
      current: 'lab',
      profiles: {
        lab: {
          endpoint: 'https://a.example.com',
          accessKey: 'AK',
          secretKey: 'the-secret-key',
          image: 'python:3.13',
        },
      },
    })
  })

  it('drops the credentials when the endpoint changes', async () => {
    await user.run(
      [
        'profile',
        'add',
        'lab',
        '--endpoint',
        'https://a.example.com',
        '--access-key',
        'AK',
        '--secret-key-stdin',
      ],
      {stdin: 'the-secret-key'},
    )

    await user.run(['profile', 'add', 'lab', '--update', '--endpoint', 'https://b.example.com'])

    expect(await stored()).to.deep.include({profiles: {lab: {endpoint: 'https://b.example.com'}}})
  })

  it('exits 2 for a name that cannot be one, and for a new profile without endpoint', async () => {
    const named = await user.run(['profile', 'add', '../lab', '--endpoint', 'https://a.example.com'])
    const homeless = await user.run(['profile', 'add', 'lab'])

    expect([named.exitCode, homeless.exitCode]).to.deep.equal([2, 2])
    expect(named.stderr).to.include('"../lab" is not a profile name')
    expect(homeless.stderr).to.include('--endpoint')
  })

  it('switches with use, and for one command with --profile and BAI_PROFILE', async () => {
    await add('lab')
    await add('prod')
    const endpoint = async (argv: string[], env = {}) =>
      (
        await user.run(
          ['config', 'show', '--filter', 'setting=endpoint', '--columns', 'value', '--no-header', ...argv],
          {env},
        )
      ).stdout.trim()

    await user.run(['profile', 'use', 'prod'])

    expect(await endpoint([])).to.equal('https://prod.example.com')
    expect(await endpoint(['--profile', 'lab'])).to.equal('https://lab.example.com')
    expect(await endpoint([], {BAI_PROFILE: 'lab'})).to.equal('https://lab.example.com')
  })

  for (const argv of [
    ['profile', 'use', 'lob'],
    ['profile', 'rm', 'lob'],
    ['config', 'show', '--profile', 'lob'],
    ['logout', '--profile', 'lob'],
  ]) {
    it(`exits 5 with the likely name for \`bai ${argv.join(' ')}\``, async () => {
      await add('lab')

      const {exitCode, stderr} = await user.run(argv)

      expect(exitCode).to.equal(5)
      expect(stderr).to.include('Did you mean lab?')
    })
  }

  it('removes all that are named, or none', async () => {
    await add('lab')
    await add('prod')
    await add('old')

    const refused = await user.run(['profile', 'rm', 'lab', 'nope'])
    const removed = await user.run(['profile', 'rm', 'lab', 'old', '-q'])

    expect(refused.exitCode).to.equal(5)
    expect(removed.stdout).to.equal('lab\nold\n')
    expect(removed.stderr).to.include('bai profile use NAME')
    expect(await stored()).to.deep.equal({profiles: {prod: {endpoint: 'https://prod.example.com'}}})
  })

  it('shows with --dry-run what would change, secrets masked, and changes nothing', async () => {
    await add('lab')
    const before = await readFile(user.profilesFile, 'utf8')

    const {exitCode, stdout} = await user.run([
      'profile',
      'add',
      'prod',
      '--endpoint',
      'https://p.example.com',
      '--use',
      '--dry-run',
      '--json',
    ])

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.deep.include.members([
      {profile: 'prod', setting: 'endpoint', before: null, after: 'https://p.example.com'},
      {profile: '', setting: 'current', before: 'lab', after: 'prod'},
    ])
    expect(await readFile(user.profilesFile, 'utf8')).to.equal(before)
  })

  it('lists nothing as [] and with a helpful sentence', async () => {
    const json = await user.run(['profile', 'list', '--json'])
    const table = await user.run(['profile', 'list'])

    expect(JSON.parse(json.stdout)).to.deep.equal([])
    expect([table.exitCode, table.stdout]).to.deep.equal([0, ''])
    expect(table.stderr).to.include('bai login')
  })

  it('keeps what it does not know in the file', async () => {
    await add('lab')
    await writeFile(
      user.profilesFile,
      JSON.stringify({future: 1, profiles: {lab: {endpoint: 'https://a', later: {x: 1}}}}),
    )

    await add('prod')

    expect(await stored()).to.deep.include({future: 1})
    expect(await stored()).to.have.nested.property('profiles.lab.later.x', 1)
  })

  it('writes through a link to the file it points at', async () => {
    const real = join(user.home, 'dotfiles.json')
    await mkdir(dirname(user.profilesFile), {recursive: true, mode: 0o700})
    await writeFile(real, '{"profiles":{}}', {mode: 0o600})
    await symlink(real, user.profilesFile)

    await add('lab')

    expect(JSON.parse(await readFile(real, 'utf8'))).to.have.nested.property('profiles.lab')
  })

  it('loses nobody when several processes add profiles at once', async () => {
    const wanted = Array.from({length: 8}, (_, i) => `p${i}`)

    const results = await Promise.all(wanted.map((name) => add(name)))

    expect(results.map(({exitCode}) => exitCode)).to.deep.equal(wanted.map(() => 0))
    expect(await names()).to.deep.equal(wanted)
    expect(await readdir(dirname(user.profilesFile))).to.deep.equal(['profiles.json'])
  })

  it('breaks the lock of a process that died', async () => {
    await add('lab')
    const {hostname} = await import('node:os')
    await writeFile(`${user.profilesFile}.lock`, `4194305 ${hostname()}\n`)

    const {exitCode} = await add('prod')

    expect(exitCode).to.equal(0)
    expect(await names()).to.deep.equal(['lab', 'prod'])
  })
})
