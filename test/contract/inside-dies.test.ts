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

describe('Contract: sessions that die under a command', function () {
  this.timeout(180_000)
  const target = useRunner()
  let person: BaiUser
  let proxy: CountingProxy | undefined
  let terminal: Terminal | undefined
  const started: Conversation[] = []
  before(async function () {
    if (!seesSessionProcesses) leaveOut(this, 'processes of sessions are found on Linux only')
    person = await BaiUser.create()
  })
  afterEach(async function () {
    this.timeout(120_000)
    for (const conversation of started.splice(0)) if (!conversation.hasEnded) conversation.signal('SIGKILL')
    terminal?.end()
    await proxy?.stop()
    terminal = proxy = undefined
    await target().reset()
  })
  after(() => (person as BaiUser | undefined)?.remove())

  const start = (argv: readonly string[], env: Record<string, string> = {}): Conversation => {
    const conversation = new Conversation(person, argv, {env: {...target().environment(), ...env}})
    started.push(conversation)
    return conversation
  }
  const session = async (): Promise<string> => {
    const {id} = await target().client().sessions.create(target().runnableSession())
    const {outcome} = await target()
      .client()
      .wait([id], {goals: ['running'], withinMs: 120_000})
    expect(outcome).to.equal('reached')
    return id
  }
  /** The end of what has just lost its session. A hang lasts minutes; the promise is half a minute. */
  const end = (command: Conversation): Promise<BaiResult> =>
    until(() => (command.hasEnded ? command.end() : undefined), 'the command to end')

  for (const via of ['ssh', 'api']) {
    it(`end exec by ${via} with 125`, async () => {
      const id = await session()
      const command = start(['session', 'exec', id, '--via', via, '--', 'echo ready; exec sleep 600'])
      await command.says('stdout', 'ready')

      killSession(id)
      const {exitCode, stderr} = await end(command)

      expect(exitCode, stderr).to.equal(125)
    })

    it(`end cp by ${via} with what became of the session, and keep nothing`, async () => {
      const id = await session()
      const made = await start(['session', 'exec', id, '--', 'truncate -s 64G big']).end()
      expect(made.exitCode, made.stderr).to.equal(0)
      const command = start(['session', 'cp', `${id}:big`, '.', '--via', via, '--debug'])
      await command.says('stderr', via === 'ssh' ? 'tcpproxy' : '/download')

      killSession(id)
      const {exitCode, stderr} = await end(command)

      expect(LOST, stderr).to.include(exitCode)
    })
  }

  it('end a shell with 125 and give the terminal back', async function () {
    if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
    const id = await session()
    const shell = new Terminal(person, ['session', 'shell', id], {env: target().environment()})
    terminal = shell
    shell.types('echo it-is-$((40+2))\r')
    await shell.sees('it-is-42')

    killSession(id)
    const exitCode = await shell.exitCode()

    expect(exitCode, shell.shown).to.equal(125)
    expect(/((echo|icanon|isig) ?){3}\s*$/.exec(shell.shown), shell.shown).not.to.equal(null)
  })

  it('end gpu verify, which is on its way in', async () => {
    const id = await session()
    proxy = await CountingProxy.start(target().endpoint, ({path}) => {
      if (path.includes('tcpproxy')) killSession(id)
      return undefined
    })
    const argv = ['gpu', 'verify', id, '--gpu-memory', '16g']

    const {exitCode, stderr} = await end(start(argv, {BAI_ENDPOINT: proxy.url}))

    expect(LOST, stderr).to.include(exitCode)
  })

  it('end exec --all with 125, after the command has ended in the others', async () => {
    const [lost, other] = [await session(), await session()]
    const sessions = await target().client().sessions.getMany([lost, other])
    const command = new Conversation(
      person,
      ['session', 'exec', '-', '--all', '--', 'echo ready; exec sleep 5'],
      {
        env: target().environment(),
        stdin: `${lost}\n${other}\n`,
      },
    )
    started.push(command)
    for (const {name} of sessions) await command.says('stdout', `[${name}] ready`)

    killSession(lost)
    const {exitCode, stderr} = await end(command)

    expect(exitCode, stderr).to.equal(125)
    if (exitCode === 125) expect(stderr).to.include(`[${sessions.find(({id}) => id === lost)?.name}] Error`)
    expect(stderr).not.to.include(`[${sessions.find(({id}) => id === other)?.name}] Error`)
  })

  const MOMENTS: Record<string, {argv: string[]; says: readonly ['stdout' | 'stderr', string | RegExp]}> = {
    'waits in the queue': {argv: ['--cpu', '64', '--', 'true'], says: ['stderr', 'PENDING']},
    'is being prepared': {
      argv: ['--', 'sleep', '600'],
      says: ['stderr', /SCHEDULED|PREPAR|PULLING|CREATING/],
    },
    'is being filled': {argv: ['--upload', 'large', '--', 'true'], says: ['stderr', 'Uploading']},
    'runs the command': {argv: ['--', 'echo begun; sleep 600'], says: ['stdout', 'begun']},
    'is being emptied': {
      argv: ['--download', 'big', '--', 'truncate -s 64G big'],
      says: ['stderr', 'Downloading'],
    },
  }
  for (const [moment, {argv, says}] of Object.entries(MOMENTS)) {
    it(`are gone when run gets a SIGTERM while one ${moment}`, async () => {
      const name = uniqueName('ended')
      const {image, resourceGroup = 'default'} = target().runnableSession()
      const file = await open(join(person.cwd, 'large'), 'w')
      await file.truncate(8 * 1024 ** 3)
      await file.close()
      const command = start(['run', image, '--name', name, '--resource-group', resourceGroup, ...argv])
      await command.says(...says)

      command.signal('SIGTERM')
      const {exitCode, stderr} = await command.end()

      const left = await collect(
        target()
          .client()
          .sessions.list({filter: `name ilike "${name}%"`}),
      )
      expect(exitCode, stderr).to.equal(130)
      expect(left.filter(({status}) => !isDead(status) && status !== 'TERMINATING')).to.deep.equal([])
    })
  }
})
