import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {ALICE, startManager, startWebserver} from '../support/account-server.js'
import {BaiUser} from '../support/bai.js'
import type {HttpServer} from '../support/http-server.js'

describe('bai logout and bai whoami', () => {
  let user: BaiUser
  let server: HttpServer

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(async () => {
    await user.remove()
    await server?.stop()
  })

  const stored = () => readFile(user.profilesFile, 'utf8')
  const atWebserver = async () => {
    server = await startWebserver()
    await user.run(['login', server.url, '--username', ALICE.username, '--password-stdin'], {
      stdin: ALICE.password,
    })
  }
  const atManager = async () => {
    server = await startManager()
    await user.run(['login', server.url, '--access-key', ALICE.accessKey, '--secret-key-stdin'], {
      stdin: ALICE.secretKey,
    })
  }

  describe('whoami', () => {
    it('tells the account, the place and where the credentials come from, never the credentials', async () => {
      await atManager()

      const {exitCode, stdout, stderr} = await user.run(['whoami', '--json', '--debug'])

      expect(exitCode).to.equal(0)
      expect(JSON.parse(stdout)).to.deep.equal({
        endpoint: server.url,
        endpointType: 'api',
        profile: 'default',
        email: ALICE.username,
        role: 'user',
        domain: 'default',
        projects: ['default'],
        accessKey: ALICE.accessKey,
        resourcePolicy: 'default',
        manager: '26.8.3',
        apiVersion: 'v9.20250722',
        credentials: 'profile default',
      })
      expect(stdout + stderr).not.to.include(ALICE.secretKey)
    })

    it('works with the variables of the Python client alone', async () => {
      server = await startManager()
      const env = {
        BACKEND_ENDPOINT: server.url,
        BACKEND_ACCESS_KEY: ALICE.accessKey,
        BACKEND_SECRET_KEY: ALICE.secretKey,
      }

      const {exitCode, stdout} = await user.run(['whoami', '--json'], {env})

      expect(exitCode).to.equal(0)
      expect(JSON.parse(stdout)).to.include({profile: null, credentials: 'BACKEND_ACCESS_KEY'})
    })

    it('asks through a webserver with the session of the login', async () => {
      await atWebserver()

      const {exitCode, stdout} = await user.run(['whoami', '--json'])

      expect(exitCode).to.equal(0)
      expect(JSON.parse(stdout)).to.include({endpointType: 'session', email: ALICE.username})
    })

    it('exits 6 and names the source of refused credentials', async () => {
      await atManager()
      const env = {BAI_ACCESS_KEY: 'AKIAUNKNOWN', BAI_SECRET_KEY: 'not-the-secret-key'}

      const {exitCode, stdout, stderr} = await user.run(['whoami'], {env})

      expect([exitCode, stdout]).to.deep.equal([6, ''])
      expect(stderr).to.include('BAI_ACCESS_KEY')
    })

    it('exits 6 naming the missing half of a keypair', async () => {
      server = await startManager()
      const env = {BAI_ENDPOINT: server.url, BAI_ACCESS_KEY: ALICE.accessKey}

      const {exitCode, stderr} = await user.run(['whoami'], {env})

      expect(exitCode).to.equal(6)
      expect(stderr).to.include('BAI_SECRET_KEY')
      expect(server.requests).to.have.length(0)
    })

    it('exits 9 when the manager is not there', async () => {
      await atManager()
      await server.stop()

      const {exitCode, stderr} = await user.run(['whoami'])

      expect(exitCode).to.equal(9)
      expect(stderr).to.include('profile default')
    })

    it('remembers the handshake between commands', async () => {
      await atManager()
      const before = server.requestsTo('GET /').length

      await user.run(['whoami'])

      expect(server.requestsTo('GET /')).to.have.length(before)
    })
  })

  describe('logout', () => {
    it('ends the session at the webserver and keeps the profile without it', async () => {
      await atWebserver()

      const {exitCode, stdout} = await user.run(['logout', '--json'])

      expect(exitCode).to.equal(0)
      expect(JSON.parse(stdout)).to.deep.equal({profile: 'default', endpoint: server.url, removed: 'session'})
      expect(server.requestTo('POST /server/logout').headers['x-backendai-sessionid']).to.equal(
        ALICE.sessionId,
      )
      expect(await stored())
        .to.include(server.url)
        .and.not.to.include(ALICE.sessionId)
      expect((await user.run(['whoami'])).exitCode).to.equal(6)
    })

    it('removes a keypair and sends nothing', async () => {
      await atManager()
      const before = server.requests.length

      const {exitCode} = await user.run(['logout'])

      expect(exitCode).to.equal(0)
      expect(server.requests).to.have.length(before)
      expect(await stored()).not.to.include(ALICE.secretKey)
    })

    it('takes a session that is over already for ended', async () => {
      await atWebserver()
      server.reply('POST /server/logout', {
        status: 401,
        json: {type: 'https://api.backend.ai/probs/auth-failed', title: 'x'},
      })

      const {exitCode} = await user.run(['logout'])

      expect(exitCode).to.equal(0)
      expect(await stored()).not.to.include(ALICE.sessionId)
    })

    it('removes the session here but exits 9 when the webserver cannot be told', async () => {
      await atWebserver()
      await server.stop()

      const {exitCode, stderr} = await user.run(['logout'])

      expect(exitCode).to.equal(9)
      expect(stderr).to.include('were removed').and.to.include('stays open')
      expect(await stored()).not.to.include(ALICE.sessionId)
    })

    it('shows what it would do with --dry-run and does nothing', async () => {
      await atWebserver()
      const before = await stored()

      const {stdout} = await user.run(['logout', '--dry-run', '--json'])

      expect(JSON.parse(stdout)).to.include({removed: 'session'})
      expect(await stored()).to.equal(before)
      expect(server.requestsTo('POST /server/logout')).to.have.length(0)
    })

    it('is no failure when there is nothing to log out of, but tells of variables that stay', async () => {
      server = await startManager()

      const {exitCode, stderr} = await user.run(['logout'], {env: {BAI_SECRET_KEY: 'exported-secret'}})

      expect(exitCode).to.equal(0)
      expect(stderr).to.include('BAI_SECRET_KEY').and.not.to.include('exported-secret')
    })
  })
})
