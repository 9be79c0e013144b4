import {expect} from 'chai'
import {readFile, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'
import {ALICE, startManager, startWebserver} from '../support/account-server.js'
import {BaiUser} from '../support/bai.js'
import type {HttpServer} from '../support/http-server.js'

describe('bai login', () => {
  let user: BaiUser
  let server: HttpServer | undefined

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(async () => {
    await user.remove()
    await server?.stop()
    server = undefined
  })

  const stored = async () => JSON.parse(await readFile(user.profilesFile, 'utf8')) as unknown
  const BY_PASSWORD = ['--username', ALICE.username, '--password-stdin']
  const BY_KEYPAIR = ['--access-key', ALICE.accessKey, '--secret-key-stdin']

  it('recognises a webserver, logs in there and keeps the session as the current profile', async () => {
    server = await startWebserver()

    const {exitCode, stdout} = await user.run(['login', server.url, ...BY_PASSWORD, '--json'], {
      stdin: `${ALICE.password}\n`,
    })

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.include({
      endpoint: server.url,
      endpointType: 'session',
      profile: 'default',
      email: ALICE.username,
      manager: '26.8.3',
      credentials: 'profile default',
    })
    expect(await stored()).to.deep.equal({
      current: 'default',
      profiles: {
        default: {
          endpoint: server.url,
          endpointType: 'session',
          accessKey: ALICE.accessKey,
          sessionId: ALICE.sessionId,
          username: ALICE.username,
        },
      },
    })
  })

  it('recognises a manager and keeps a keypair after asking whose it is', async () => {
    server = await startManager()

    const {exitCode} = await user.run(['login', server.url, ...BY_KEYPAIR, '--profile', 'lab'], {
      stdin: ALICE.secretKey,
    })

    expect(exitCode).to.equal(0)
    expect(server.requestsTo('GET /auth/role')).to.have.length(1)
    expect(await stored()).to.deep.include({current: 'lab'})
    expect(await stored()).to.have.nested.property('profiles.lab.secretKey', ALICE.secretKey)
  })

  it('trades e-mail address and password for the keypair at a manager', async () => {
    server = await startManager()

    const {exitCode} = await user.run(['login', server.url, ...BY_PASSWORD, '--domain', 'research'], {
      stdin: ALICE.password,
    })

    expect(exitCode).to.equal(0)
    expect(JSON.parse(server.requestTo('POST /auth/authorize').body)).to.include({domain: 'research'})
    expect(await stored()).to.have.nested.property('profiles.default.secretKey', ALICE.secretKey)
    expect(JSON.stringify(await stored())).not.to.include(ALICE.password)
  })

  it('takes a keypair from the environment', async () => {
    server = await startManager()
    const env = {BAI_ACCESS_KEY: ALICE.accessKey, BAI_SECRET_KEY: ALICE.secretKey}

    const {exitCode} = await user.run(['login', server.url], {env})

    expect(exitCode).to.equal(0)
    expect(await stored()).to.have.nested.property('profiles.default.accessKey', ALICE.accessKey)
  })

  it('does not take a keypair that was exported for another endpoint', async () => {
    server = await startManager()
    const env = {
      BACKEND_ENDPOINT: 'https://elsewhere.example.com',
      BACKEND_ACCESS_KEY: ALICE.accessKey,
      BACKEND_SECRET_KEY: ALICE.secretKey,
    }

    const {exitCode, stderr} = await user.run(['login', server.url], {env})

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('--access-key')
  })

  it('makes the file for the user alone, and says where it goes before it asks the manager', async () => {
    server = await startManager()

    const {stderr} = await user.run(['login', server.url, ...BY_KEYPAIR], {stdin: ALICE.secretKey})

    expect((await stat(user.profilesFile)).mode & 0o777).to.equal(0o600)
    expect((await stat(dirname(user.profilesFile))).mode & 0o777).to.equal(0o700)
    expect(stderr).to.match(/unencrypted, readable by you alone \(mode 0600\)[\s\S]*Logged in/)
    expect(stderr).to.include(user.profilesFile)
  })

  for (const [what, old] of [
    ['a webserver', false],
    ['a webserver up to 24.09', true],
  ] as const) {
    it(`exits 6 and stores nothing when ${what} refuses the password`, async () => {
      server = await startWebserver({old})

      const {exitCode, stdout, stderr} = await user.run(['login', server.url, ...BY_PASSWORD], {
        stdin: 'wrong',
      })

      expect(exitCode).to.equal(6)
      expect(stdout).to.equal('')
      expect(stderr).to.include('Invalid username or password')
      expect(stderr).not.to.include('{')
      expect(await stored().catch(() => 'nothing')).to.equal('nothing')
    })
  }

  it('exits 6 and stores nothing when the manager refuses the keypair', async () => {
    server = await startManager()

    const {exitCode, stderr} = await user.run(
      ['login', server.url, '--access-key', 'AKIAUNKNOWN', '--secret-key-stdin'],
      {stdin: 'not-the-secret-of-anybody'},
    )

    expect(exitCode).to.equal(6)
    expect(stderr).to.include('Credential/signature mismatch')
    expect(await stored().catch(() => 'nothing')).to.equal('nothing')
  })

  for (const [what, start] of [
    ['webserver', startWebserver],
    ['manager', startManager],
  ] as const) {
    it(`exits 6 naming --otp when a ${what} wants a one-time password`, async () => {
      server = await start({otp: true})

      const {exitCode, stderr} = await user.run(['login', server.url, ...BY_PASSWORD], {
        stdin: ALICE.password,
      })

      expect(exitCode).to.equal(6)
      expect(stderr).to.include('--otp')
    })

    it(`sends the one-time password to a ${what}`, async () => {
      server = await start({otp: true})

      const {exitCode} = await user.run(['login', server.url, ...BY_PASSWORD, '--otp', ALICE.otp], {
        stdin: ALICE.password,
      })

      expect(exitCode).to.equal(0)
    })
  }

  it('exits 9 when nobody answers at the address', async () => {
    server = await startManager()
    const {url} = server
    await server.stop()

    const {exitCode, stderr} = await user.run(['login', url, ...BY_PASSWORD], {stdin: ALICE.password})

    expect(exitCode).to.equal(9)
    expect(stderr).to.include(url)
  })

  it('says so when the address is neither a manager nor a webserver', async () => {
    server = await startManager()
    server.reply('GET /', {body: 'It works!'})

    const {exitCode, stderr} = await user.run(['login', server.url, ...BY_PASSWORD], {stdin: ALICE.password})

    expect(exitCode).to.equal(1)
    expect(stderr).to.include('not as a Backend.AI manager or webserver')
    expect(server.requestsTo('POST /auth/authorize')).to.have.length(0)
  })

  const INCOMPLETE: readonly (readonly [string, string[], string])[] = [
    ['no address', [], 'ENDPOINT'],
    ['no address for a new profile', ['--profile', 'fresh'], 'ENDPOINT'],
    ['nothing to log in with', ['http://127.0.0.1:1', '--endpoint-type', 'api'], '--access-key'],
    ['no user name', ['http://127.0.0.1:1', '--endpoint-type', 'session'], '--username'],
    [
      'no password',
      ['http://127.0.0.1:1', '--endpoint-type', 'session', '--username', 'a@b.c'],
      '--password-stdin',
    ],
    [
      'no secret key',
      ['http://127.0.0.1:1', '--endpoint-type', 'api', '--access-key', 'A'],
      '--secret-key-stdin',
    ],
    [
      'an empty password',
      ['http://127.0.0.1:1', '--endpoint-type', 'session', ...BY_PASSWORD],
      '--password-stdin',
    ],
    [
      'a keypair at a webserver',
      ['http://127.0.0.1:1', '--endpoint-type', 'session', ...BY_KEYPAIR],
      '--username',
    ],
    ['a malformed address', ['manager.example.com'], 'https://'],
    [
      'two secrets on one standard input',
      ['http://127.0.0.1:1', '--password-stdin', '--secret-key-stdin'],
      '--',
    ],
  ]
  for (const [what, argv, named] of INCOMPLETE) {
    it(`exits 2 without waiting for ${what}`, async () => {
      const {exitCode, stderr} = await user.run(['login', ...argv])

      expect(exitCode).to.equal(2)
      expect(stderr).to.include(named)
    })
  }

  it('refuses an address with a password in it, without repeating it', async () => {
    const {exitCode, stderr, stdout} = await user.run(['login', 'https://alice:hunter22@manager.example.com'])

    expect(exitCode).to.equal(2)
    expect(stderr + stdout).not.to.include('hunter22')
  })

  it('has no flag that takes a secret', async () => {
    const {stdout} = await user.run(['login', '--help'])

    expect(stdout).not.to.match(/--(password|secret-key|secret|session-id|token)[= ]/)
  })

  it('shows no secret with --debug, nor in an error', async () => {
    server = await startManager()
    const ok = await user.run(['login', server.url, ...BY_PASSWORD, '--debug'], {stdin: ALICE.password})
    server.reply('GET /auth/role', {status: 500, body: 'broken'})

    const failed = await user.run(['login', server.url, ...BY_KEYPAIR, '--debug'], {stdin: ALICE.secretKey})

    expect(ok.exitCode).to.equal(0)
    expect(failed.exitCode).to.equal(1)
    expect(ok.stderr).to.include('debug: GET')
    for (const text of [ok.stdout, ok.stderr, failed.stdout, failed.stderr]) {
      expect(text).not.to.include(ALICE.secretKey)
      expect(text).not.to.include(ALICE.password)
    }
  })

  it("will not replace another account's credentials in a profile nobody named", async () => {
    server = await startManager()
    const add = [
      'profile',
      'add',
      'bob',
      '--endpoint',
      server.url,
      '--access-key',
      'AKIABOB',
      '--secret-key-stdin',
    ]
    await user.run(add, {stdin: 'the-secret-key-of-bob'})

    const {exitCode, stderr} = await user.run(['login', server.url, ...BY_KEYPAIR], {stdin: ALICE.secretKey})

    expect(exitCode).to.equal(7)
    expect(stderr).to.include('--profile')
    expect(await stored()).to.have.nested.property('profiles.bob.accessKey', 'AKIABOB')
  })

  it('keeps what a profile says besides the credentials, and forgets all of it with another endpoint', async () => {
    server = await startManager()
    const other = await startManager()
    await user.run(['profile', 'add', 'lab', '--endpoint', server.url, '--image', 'python:3.13'])

    await user.run(['login', '--profile', 'lab', ...BY_KEYPAIR], {stdin: ALICE.secretKey})
    const same = await stored()
    await user.run(['login', other.url, '--profile', 'lab', ...BY_KEYPAIR], {stdin: ALICE.secretKey})
    const moved = await stored()
    await other.stop()

    expect(same).to.have.nested.property('profiles.lab.image', 'python:3.13')
    expect(moved).not.to.have.nested.property('profiles.lab.image')
  })

  it("keeps the account's own project when it has none called default", async () => {
    server = await startManager({projects: ['vision']})

    const {stderr} = await user.run(['login', server.url, ...BY_KEYPAIR], {stdin: ALICE.secretKey})

    expect(stderr).to.include('"vision"')
    expect(await stored()).to.have.nested.property('profiles.default.project', 'vision')
  })

  it('tells of a variable that goes on winning over the new profile', async () => {
    server = await startManager()
    const env = {BACKEND_ENDPOINT: 'https://elsewhere.example.com'}

    const {stderr} = await user.run(['login', server.url, ...BY_KEYPAIR], {stdin: ALICE.secretKey, env})

    expect(stderr).to.include('BACKEND_ENDPOINT is set and wins over it')
  })

  it('trusts a certificate authority of its own only when told to, and remembers it', async () => {
    const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))
    const [cert, key] = await Promise.all([
      readFile(fixture('cert.pem'), 'utf8'),
      readFile(fixture('key.pem'), 'utf8'),
    ])
    server = await startManager({tls: {cert, key}})

    const refused = await user.run(['login', server.url, ...BY_KEYPAIR], {stdin: ALICE.secretKey})
    const trusted = await user.run(['login', server.url, ...BY_KEYPAIR, '--ca-file', fixture('cert.pem')], {
      stdin: ALICE.secretKey,
    })
    const later = await user.run(['whoami', '-q'])

    expect([refused.exitCode, trusted.exitCode, later.exitCode]).to.deep.equal([9, 0, 0])
    expect(later.stdout).to.equal(`${ALICE.accessKey}\n`)
  })

  it('shows what it would do with --dry-run, and sends no password', async () => {
    server = await startWebserver()

    const {exitCode, stdout} = await user.run(['login', server.url, ...BY_PASSWORD, '--dry-run', '--json'], {
      stdin: ALICE.password,
    })

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.deep.equal({
      endpoint: server.url,
      endpointType: 'session',
      profile: 'default',
      file: user.profilesFile,
    })
    expect(server.requestsTo('POST /server/login')).to.have.length(0)
  })

  it('ends with 130 on Ctrl-C while it waits for standard input', async () => {
    server = await startWebserver()
    const child = user.start(['login', server.url, ...BY_PASSWORD])
    await server.arrival('GET /func/')
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))

    child.kill('SIGINT')

    expect(await ended).to.equal(130)
  })
})
