import {expect} from 'chai'
import {open} from 'node:fs/promises'
import {join} from 'node:path'
import {collect, isDead} from '../../src/sdk/index.js'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {Conversation} from '../support/conversation.js'
import {CountingProxy} from '../support/counting-proxy.js'
import {leaveOut} from '../support/leave-out.js'
import {killSession, seesSessionProcesses} from '../support/session-processes.js'
import {uniqueName, useRunner} from '../support/target.js'
import {hasTerminal, Terminal} from '../support/terminal.js'
import {until} from '../support/until.js'

/** 8: the session failed. 9: it does not answer, and its manager has not noticed yet. */
const LOST = [8, 9]
const WAYS = ['ssh', 'api'] as const
/** What a copy says with `--debug` when its bytes are on their way. */
const UNDER_WAY = {ssh: 'tcpproxy', api: '/download'}

/** It may have run before anybody looked. */
const BEGUN = /SCHEDULED|PREPAR|PULLING|CREATING|RUNNING/

describe('Contract: sessions that die under a command', function () {
  this.timeout(180_000)
  const target = useRunner()
  const started: Conversation[] = []
  let person: BaiUser
  before('make a user of bai', async function () {
    if (!seesSessionProcesses) leaveOut(this, 'processes of sessions are found on Linux only')
    person = await BaiUser.create()
  })
  after('remove it', () => (person as BaiUser | undefined)?.remove())

  async function endAll(): Promise<void> {
    for (const conversation of started.splice(0)) if (!conversation.hasEnded) conversation.signal('SIGKILL')
    await target().reset()
  }
  function start(
    argv: readonly string[],
    {env = {}, stdin = ''}: {env?: Record<string, string>; stdin?: string} = {},
  ): Conversation {
    const conversation = new Conversation(person, argv, {env: {...target().environment(), ...env}, stdin})
    started.push(conversation)
    return conversation
  }
  async function session(): Promise<string> {
    const client = target().client()
    const {id} = await client.sessions.create(target().runnableSession())
    const {outcome} = await client.wait([id], {goals: ['running'], withinMs: 120_000})
    expect(outcome).to.equal('reached')
    return id
  }
  /** The end of what has just lost its session. A hang lasts minutes; the promise is half a minute. */
  const end = (command: Conversation): Promise<BaiResult> =>
    until(() => (command.hasEnded ? command.end() : undefined), 'the command to end')

  describe('and all that goes on in it', () => {
    const execs: Conversation[] = []
    const copies: Conversation[] = []
    let terminal: Terminal | undefined

    before('start it all, and kill the session', async () => {
      const id = await session()
      const made = await start(['session', 'exec', id, '--', 'truncate -s 64G big']).end()
      expect(made.exitCode, made.stderr).to.equal(0)
      for (const via of WAYS) {
        execs.push(start(['session', 'exec', id, '--via', via, '--', 'echo ready; exec sleep 600']))
        copies.push(start(['session', 'cp', `${id}:big`, `by-${via}`, '--via', via, '--debug']))
      }
      if (hasTerminal) {
        terminal = new Terminal(person, ['session', 'shell', id], {env: target().environment()})
        terminal.types('echo it-is-$((40+2))\r')
        await terminal.sees('it-is-42')
      }
      for (const command of execs) await command.says('stdout', 'ready')
      for (const [index, via] of WAYS.entries()) await copies[index]?.says('stderr', UNDER_WAY[via])
      killSession(id)
    })
    after(async () => {
      terminal?.end()
      await endAll()
    })

    for (const [index, via] of WAYS.entries()) {
      it(`ends exec by ${via} with 125`, async () => {
        const {exitCode, stderr} = await end(execs[index] as Conversation)

        expect(exitCode, stderr).to.equal(125)
      })

      it(`ends cp by ${via} with what became of the session`, async () => {
        const {exitCode, stderr} = await end(copies[index] as Conversation)

        expect(LOST, stderr).to.include(exitCode)
      })
    }

    it('ends a shell with 125 and gives the terminal back', async function () {
      if (!terminal) leaveOut(this, 'there is no `script` to make a terminal with')

      const exitCode = await terminal.exitCode()

      expect(exitCode, terminal.shown).to.equal(125)
      expect(/((echo|icanon|isig) ?){3}\s*$/.exec(terminal.shown), terminal.shown).not.to.equal(null)
    })
  })

  it('ends gpu verify, which is on its way in', async () => {
    const id = await session()
    const proxy = await CountingProxy.start(target().endpoint, ({path}) => {
      if (path.includes('tcpproxy')) killSession(id)
      return undefined
    })

    const verify = start(['gpu', 'verify', id, '--gpu-memory', '16g'], {env: {BAI_ENDPOINT: proxy.url}})
    const {exitCode, stderr} = await end(verify).finally(() => proxy.stop())
    await endAll()

    expect(LOST, stderr).to.include(exitCode)
  })

  it('ends exec --all with 125, after the command has ended in the others', async () => {
    const [lost, other] = await Promise.all([session(), session()])
    const sessions = await target().client().sessions.getMany([lost, other])
    const nameOf = (id: string) => sessions.find((one) => one.id === id)?.name
    const argv = ['session', 'exec', '-', '--all', '--', 'echo ready; exec sleep 5']
    const command = start(argv, {stdin: `${lost}\n${other}\n`})
    for (const {name} of sessions) await command.says('stdout', `[${name}] ready`)

    killSession(lost)
    const {exitCode, stderr} = await end(command)
    await endAll()

    expect(exitCode, stderr).to.equal(125)
    expect(stderr).to.include(`[${nameOf(lost)}] Error`)
    expect(stderr).not.to.include(`[${nameOf(other)}] Error`)
  })

  describe('because run got a SIGTERM', () => {
    const MOMENTS: Record<string, {argv: string[]; says: readonly ['stdout' | 'stderr', string | RegExp]}> = {
      'it waits in the queue': {argv: ['--cpu', '64', '--', 'true'], says: ['stderr', 'PENDING']},
      'it is being prepared': {
        argv: ['--', 'sleep', '600'],
        says: ['stderr', BEGUN],
      },
      'it is being filled': {argv: ['--upload', 'large', '--', 'true'], says: ['stderr', 'Uploading']},
      'it runs the command': {argv: ['--', 'echo begun; sleep 600'], says: ['stdout', 'begun']},
      'it is being emptied': {
        argv: ['--download', 'big', '--', 'truncate -s 64G big'],
        says: ['stderr', 'Downloading'],
      },
    }
    const names: Record<string, string> = {}
    const results: Record<string, BaiResult> = {}

    before('end one at each moment, all at once', async () => {
      const file = await open(join(person.cwd, 'large'), 'w')
      await file.truncate(8 * 1024 ** 3)
      await file.close()
      await Promise.all(
        Object.entries(MOMENTS).map(async ([moment, {argv, says}]) => {
          const name = (names[moment] = uniqueName('ended'))
          const {image, resourceGroup = 'default'} = target().runnableSession()
          const command = start(['run', image, '--name', name, '--resource-group', resourceGroup, ...argv])
          await command.says(...says)
          command.signal('SIGTERM')
          results[moment] = await command.end()
        }),
      )
    })
    after(endAll)

    for (const moment of Object.keys(MOMENTS)) {
      it(`are gone when ${moment}`, async () => {
        const filter = `name ilike "${names[moment]}%"`

        const left = await collect(target().client().sessions.list({filter}))

        expect(results[moment]?.exitCode, results[moment]?.stderr).to.equal(130)
        expect(left.filter(({status}) => !isDead(status) && status !== 'TERMINATING')).to.deep.equal([])
      })
    }
  })
})
