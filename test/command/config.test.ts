import {expect} from 'chai'
import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {BaiUser} from '../support/bai.js'

interface Row {
  setting: string
  value: unknown
  origin: string | null
}

const SECRET = 'c2VjcmV0LWtleS1mb3ItdGVzdHM0242'

describe('bai config show', () => {
  let user: BaiUser

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(() => user.remove())

  const addLab = () =>
    user.run(
      [
        ...['profile', 'add', 'lab', '--endpoint', 'https://lab.example.com', '--project', 'of-profile'],
        ...['--image', 'of-profile', '--domain', 'of-profile', '--resource-group', 'of-profile'],
        ...['--access-key', 'AKIALAB', '--secret-key-stdin'],
      ],
      {stdin: SECRET},
    )
  const show = async (argv: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
    const result = await user.run(['config', 'show', '--json', ...argv], {env})
    const rows = result.exitCode === 0 ? (JSON.parse(result.stdout) as Row[]) : []
    return {...result, of: (name: string) => rows.find(({setting}) => setting === name)}
  }

  it('shows the defaults when nothing is configured', async () => {
    const {of} = await show()

    expect(of('endpoint')).to.deep.equal({setting: 'endpoint', value: null, origin: null})
    expect(of('project')).to.deep.equal({setting: 'project', value: 'default', origin: 'default'})
  })

  it('takes each setting from the highest source that has it', async () => {
    await addLab()
    const file = join(user.cwd, 'bai.yaml')
    await writeFile(file, 'project: of-project\nimage: of-project\ndomain: of-project\n')

    const {of} = await show([], {
      BAI_IMAGE: 'of-bai',
      BACKEND_IMAGE: 'of-backend',
      BACKEND_DOMAIN: 'of-backend',
    })

    expect(of('image')).to.include({value: 'of-bai', origin: 'BAI_IMAGE'})
    expect(of('domain')).to.include({value: 'of-backend', origin: 'BACKEND_DOMAIN'})
    expect(of('project')).to.include({value: 'of-project', origin: file})
    expect(of('resourceGroup')).to.include({value: 'of-profile', origin: 'profile lab'})
    expect(of('requestTimeoutMs')).to.include({value: 60_000, origin: 'default'})
  })

  it('lets a flag win over the environment', async () => {
    const {of} = await show(['--endpoint', 'https://b.example.com'], {BAI_ENDPOINT: 'https://a.example.com'})

    expect(of('endpoint')).to.include({value: 'https://b.example.com', origin: '--endpoint'})
  })

  it('finds the project file from a folder below it', async () => {
    await writeFile(join(user.cwd, 'bai.yaml'), 'project: vision\n')
    const below = join(user.cwd, 'src', 'deep')
    await mkdir(below, {recursive: true})

    const {stdout} = await user.run(
      ['config', 'show', '--filter', 'setting=project', '--columns', 'value', '--no-header'],
      {cwd: below},
    )

    expect(stdout).to.equal('vision\n')
  })

  it('masks secrets up to their last four characters, in every format', async () => {
    await addLab()

    for (const format of ['table', 'wide', 'json', 'yaml', 'csv', 'ndjson']) {
      const {stdout, stderr} = await user.run(['config', 'show', '--debug', '-o', format])

      expect(stdout).to.include('****0242')
      expect(stdout + stderr).not.to.include(SECRET)
    }
  })

  it('masks the password of a proxy', async () => {
    const {stdout} = await show([], {HTTPS_PROXY: 'http://me:hunter22@proxy.example.com:3128'})

    expect(stdout).to.include('proxy.example.com')
    expect(stdout).not.to.include('hunter22')
  })

  it("does not send a profile's credentials to another endpoint, and says what to do", async () => {
    await addLab()
    const env = {BACKEND_ENDPOINT: 'https://elsewhere.example.com'}

    const shown = await show([], env)
    const asked = await user.run(['whoami'], {env})

    expect(shown.of('secretKey')).to.include({value: null})
    expect(shown.of('project')).to.include({value: 'default'})
    expect(shown.stderr).to.include('Not used: credentials of profile lab')
    expect(asked.exitCode).to.equal(6)
    expect(asked.stderr).to.include('belong to https://lab.example.com')
    expect(asked.stderr).to.include('bai login https://elsewhere.example.com')
    expect(asked.stderr).to.include('BAI_ACCESS_KEY and BAI_SECRET_KEY')
  })

  const FORBIDDEN = ['endpoint', 'accessKey', 'secretKey', 'sessionId', 'caFile', 'verifyTls', 'httpsProxy']
  for (const key of FORBIDDEN) {
    it(`refuses a project file that sets ${key}`, async () => {
      await writeFile(join(user.cwd, 'bai.yaml'), `${key}: https://evil.example.com\n`)

      const {exitCode, stderr} = await user.run(['config', 'show'])

      expect(exitCode).to.equal(2)
      expect(stderr).to.include(`sets "${key}"`)
    })
  }

  it('names an unknown key of the project file and what is accepted', async () => {
    await writeFile(join(user.cwd, 'bai.yaml'), 'projcet: vision\n')

    const {exitCode, stderr} = await user.run(['config', 'show'])

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('"projcet"')
    expect(stderr).to.include('Did you mean project?')
    expect(stderr).to.include('profile, project, domain, resourceGroup, image')
  })

  it('names line and column of a malformed project file', async () => {
    await writeFile(join(user.cwd, 'bai.yaml'), 'project: [vision\n')

    const {exitCode, stderr} = await user.run(['config', 'show'])

    expect(exitCode).to.equal(2)
    expect(stderr).to.match(/bai\.yaml is not valid YAML \(line \d+, column \d+\)/)
  })

  const WRONG: readonly (readonly [string, string, string])[] = [
    ['BAI_SKIP_SSLCERT_VALIDATION', 'maybe', 'y, yes, t, true, 1'],
    ['BACKEND_ENDPOINT_TYPE', 'manager', 'api or session'],
    ['BAI_CONNECTION_TIMEOUT', '5 minutes', 'seconds'],
    ['BAI_READ_TIMEOUT', '-1', 'seconds'],
    ['BACKEND_ENDPOINT', 'manager', 'https://'],
  ]
  for (const [variable, value, accepted] of WRONG) {
    it(`exits 2 naming ${variable}, its value and what is accepted`, async () => {
      const {exitCode, stderr} = await user.run(['config', 'show'], {env: {[variable]: value}})

      expect(exitCode).to.equal(2)
      expect(stderr).to.include(variable).and.to.include(value).and.to.include(accepted)
    })
  }

  it('names file and place of a broken profiles file, shows nothing of it and leaves it as it is', async () => {
    await addLab()
    const broken = (await readFile(user.profilesFile, 'utf8')).replace(/"current"/, `"${SECRET}" "current"`)
    await writeFile(user.profilesFile, broken)

    const shown = await user.run(['config', 'show', '--debug'])
    const changed = await user.run([
      'profile',
      'add',
      'other',
      '--endpoint',
      'https://b.example.com',
      '--json',
    ])

    expect(shown.exitCode).to.equal(1)
    expect(shown.stderr).to.match(/profiles\.json is not valid JSON \(line \d+, column \d+\)/)
    expect(shown.stderr).not.to.include(SECRET)
    expect(JSON.parse(changed.stdout)).to.have.nested.property('error.code', 'BAD_CONFIG')
    expect(changed.stdout).not.to.include(SECRET)
    expect(await readFile(user.profilesFile, 'utf8')).to.equal(broken)
  })

  it('names the place of a wrong value in the profiles file', async () => {
    await addLab()
    await writeFile(user.profilesFile, '{"profiles": {"lab": {"endpoint": "https://a", "verifyTls": "no"}}}')

    const {exitCode, stderr} = await user.run(['config', 'show'])

    expect(exitCode).to.equal(1)
    expect(stderr).to.include('profiles.lab.verifyTls is not true or false')
  })

  it('warns once when others can read the profiles file', async () => {
    await addLab()
    await chmod(user.profilesFile, 0o644)

    const {exitCode, stderr} = await user.run(['config', 'show'])

    expect(exitCode).to.equal(0)
    expect(stderr.match(/open to others/g)).to.have.length(1)
    expect(stderr).to.include('chmod 600')
  })

  it('warns when others can replace the profiles file', async () => {
    await addLab()
    await chmod(join(user.profilesFile, '..'), 0o777)

    const {stderr} = await user.run(['config', 'show'])

    expect(stderr).to.include('others can replace').and.to.include('chmod 700')
  })

  it('uses the folders that BAI_CONFIG_DIR names', async () => {
    const env = {BAI_CONFIG_DIR: join(user.home, 'elsewhere')}
    await user.run(['profile', 'add', 'lab', '--endpoint', 'https://a.example.com'], {env})

    const found = await readFile(join(user.home, 'elsewhere', 'profiles.json'), 'utf8')

    expect(JSON.parse(found)).to.have.nested.property('profiles.lab.endpoint', 'https://a.example.com')
  })
})
