import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {ALICE, startManager, startWebserver} from '../support/account-server.js'
import {BaiUser} from '../support/bai.js'
import type {HttpServer} from '../support/http-server.js'
import {hasTerminal, Terminal} from '../support/terminal.js'
import {leaveOut} from '../support/leave-out.js'

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const BACKSPACE = '\u007f'
const USABLE = 'isig icanon echo'

describe('bai login on a terminal', () => {
  let user: BaiUser
  let server: HttpServer
  let terminal: Terminal

  before(function () {
    if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
  })

  beforeEach(async () => {
    user = await BaiUser.create()
  })

  afterEach(async () => {
    terminal.end()
    await user.remove()
    await server.stop()
  })

  const stored = async () => JSON.parse(await readFile(user.profilesFile, 'utf8')) as unknown

  it('asks for user name, password and one-time password; the password is not shown', async () => {
    server = await startWebserver({otp: true})
    terminal = new Terminal(user, ['login', server.url])

    await terminal.sees('E-mail address or user name: ')
    terminal.types(`${ALICE.username}\r`)
    await terminal.sees(`Password of ${ALICE.username}: `)
    terminal.types(`x${BACKSPACE}${ALICE.password}\r`)
    await terminal.sees('One-time password: ')
    terminal.types('000000\r')
    await terminal.sees('One-time password: ')
    terminal.types(`${ALICE.otp}\r`)

    expect(await terminal.exitCode()).to.equal(0)
    expect(terminal.shown).not.to.include(ALICE.password)
    expect(await stored()).to.have.nested.property('profiles.default.sessionId', ALICE.sessionId)
  })

  it('asks for address, access key and secret key', async () => {
    server = await startManager()
    terminal = new Terminal(user, ['login'])

    await terminal.sees('Address of the manager or webserver: ')
    terminal.types(`${server.url}\r`)
    await terminal.sees('Access key')
    terminal.types(`${ALICE.accessKey}\r`)
    await terminal.sees('Secret key: ')
    terminal.types(`${ALICE.secretKey}\r`)

    expect(await terminal.exitCode()).to.equal(0)
    expect(terminal.shown).not.to.include(ALICE.secretKey)
    expect(terminal.shown).to.include(USABLE)
    expect(await stored()).to.have.nested.property('profiles.default.secretKey', ALICE.secretKey)
  })

  it('takes what was typed ahead', async () => {
    server = await startManager()
    terminal = new Terminal(user, ['login', server.url])

    await terminal.sees('Access key')
    terminal.types(`\r${ALICE.username}\r${ALICE.password}\r`)

    expect(await terminal.exitCode()).to.equal(0)
    expect(server.requestsTo('POST /auth/authorize')).to.have.length(1)
  })

  for (const [name, key] of [
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
  ] as const) {
    it(`ends with 130 on ${name} at the hidden question, and gives the terminal back`, async () => {
      server = await startManager()
      terminal = new Terminal(user, ['login', server.url, '--access-key', ALICE.accessKey])

      await terminal.sees('Secret key: ')
      terminal.types(key)

      expect(await terminal.exitCode()).to.equal(130)
      expect(terminal.shown).to.include('Interrupted').and.to.include(USABLE)
      expect(await stored().catch(() => 'nothing')).to.equal('nothing')
    })
  }
})
