import {expect} from 'chai'
import {createHash, randomBytes} from 'node:crypto'
import {mkdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {BaiUser, finished, type BaiResult} from '../support/bai.js'
import {Conversation} from '../support/conversation.js'
import {uniqueName, useTarget} from '../support/target.js'
import {hasTerminal, Terminal} from '../support/terminal.js'
import {leaveOut} from '../support/leave-out.js'

const SERVER = `require('http').createServer((q, r) => r.end('served')).listen(0, '127.0.0.1', function () {
  console.log('port=' + this.address().port + '.')
})`

describe('Inside a session', function () {
  this.timeout(60_000)
  const target = useTarget()
  const name = uniqueName('inside')
  let person: BaiUser
  let id = ''

  before('start one', async () => {
    person = await BaiUser.create()
    id = (await target().client().sessions.create(target().session({name}))).id
    await target()
      .client()
      .wait([id], {goals: ['running'], withinMs: 50_000})
  })
  after(async () => {
    await target().reset()
    await person.remove()
  })

  const bai = (...argv: string[]): Promise<BaiResult> => person.run(argv, {env: target().environment()})
  const exec = (...argv: string[]): Promise<BaiResult> => bai('session', 'exec', name, ...argv)
  const start = (...argv: string[]): Conversation =>
    new Conversation(person, argv, {env: target().environment()})

  describe('session exec', () => {
    it('keeps the two channels apart and passes the exit status on', async () => {
      const result = await exec('--', 'sh', '-c', 'echo hi; echo err >&2; exit 7')

      expect(result).to.deep.equal({stdout: 'hi\n', stderr: 'err\n', exitCode: 7})
    })

    it('takes a single word for a shell line', async () => {
      const {stdout, exitCode} = await exec('--', 'echo a b | wc -w')

      expect([stdout.trim(), exitCode]).to.deep.equal(['2', 0])
    })

    it('gives variables and a folder to start in', async () => {
      const {stdout} = await exec('-e', 'SAID=a "b" $c', '--cwd', '/', '--', 'echo "$SAID"; pwd')

      expect(stdout).to.equal('a "b" $c\n/\n')
    })

    it('passes every byte of standard input and output', async () => {
      const bytes = randomBytes(3 * 1024 * 1024)
      const child = person.start(['session', 'exec', name, '--stdin', '--', 'sha256sum'], {
        env: target().environment(),
      })

      child.stdin.end(bytes)
      const {stdout, exitCode} = await finished(child)

      expect(exitCode).to.equal(0)
      expect(stdout).to.include(createHash('sha256').update(bytes).digest('hex'))
    })

    it('ends a command that takes too long with 124', async () => {
      const {exitCode, stderr} = await exec('--timeout', '500ms', '--', 'sleep', '600')

      expect(exitCode).to.equal(124)
      expect(stderr).to.include('did not end within')
    })

    it('ends with 130 on Ctrl-C after the command could tidy up', async () => {
      const line = "trap 'echo tidied; exit 0' INT; echo begun; while :; do sleep 0.1; done"
      const running = start('session', 'exec', name, '--', line)
      await running.says('stdout', 'begun')

      running.signal('SIGINT')
      const {exitCode, stdout} = await running.end()

      expect(exitCode).to.equal(130)
      expect(stdout).to.include('tidied')
    })

    it('is 125 for a session that does not exist', async () => {
      const {exitCode, stderr} = await bai('session', 'exec', 'no-such-session', '--', 'true')

      expect(exitCode).to.equal(125)
      expect(stderr).to.include('no-such-session')
    })

    it('is 125 when the session ends under it', async () => {
      const doomed = await target().client().sessions.create(target().session())
      await target()
        .client()
        .wait([doomed.id], {goals: ['running'], withinMs: 50_000})
      const running = start('session', 'exec', doomed.id, '--', 'echo begun; sleep 600')
      await running.says('stdout', 'begun')

      await target().client().sessions.destroy(doomed.id, {forced: true})
      const {exitCode} = await running.end()

      expect(exitCode).to.equal(125)
    })

    it('is 2 without a command', async () => {
      expect((await exec()).exitCode).to.equal(2)
    })
  })

  describe('session cp', () => {
    it('brings a folder there and back as it was', async () => {
      const bytes = randomBytes(1024 * 1024)
      await mkdir(join(person.cwd, 'data/sub'), {recursive: true})
      await writeFile(join(person.cwd, 'data/sub/blob'), bytes, {mode: 0o750})

      const up = await bai('session', 'cp', 'data', `${name}:there`)
      const down = await bai('session', 'cp', `${name}:there`, 'back', '--json')

      expect([up.exitCode, down.exitCode, up.stderr, down.stderr]).to.deep.equal([0, 0, '', ''])
      expect(JSON.parse(down.stdout)).to.deep.include.members([
        {
          ...{session: name, id, direction: 'down', from: 'there', to: 'back'},
          ...{files: 1, bytes: bytes.length, skipped: 0, copied: true},
        },
      ])
      expect(await readFile(join(person.cwd, 'back/sub/blob'))).to.deep.equal(bytes)
      expect((await stat(join(person.cwd, 'back/sub/blob'))).mode & 0o777).to.equal(0o750)
    })

    it('copies nothing with --dry-run', async () => {
      await writeFile(join(person.cwd, 'one'), 'x')

      const {exitCode} = await bai('session', 'cp', 'one', `${name}:dry`, '--dry-run')

      expect(exitCode).to.equal(0)
      expect((await exec('--', 'test', '-e', 'dry')).exitCode).to.equal(1)
    })

    it('is 5 for a file that is not there', async () => {
      expect((await bai('session', 'cp', `${name}:nothing`, '.')).exitCode).to.equal(5)
    })
  })

  describe('session port-forward', () => {
    it('leads to a port of the session until Ctrl-C', async () => {
      const server = start('session', 'exec', name, '--', process.execPath, '-e', SERVER)
      await server.says('stdout', /port=\d+\./)
      const port = /port=(\d+)/.exec(server.stdout)?.[1] ?? ''
      const forwarding = start('session', 'port-forward', name, port)
      await forwarding.says('stdout', '\n')
      const address = forwarding.stdout.trim()

      const answer = await (await fetch(`http://${address}`)).text()
      forwarding.signal('SIGINT')
      const {exitCode} = await forwarding.end()
      server.signal('SIGINT')
      await server.end()

      expect(answer).to.equal('served')
      expect(exitCode).to.equal(0)
    })
  })

  describe('session shell', () => {
    it('is a terminal of its own, and gives this one back as it was', async function () {
      if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
      const shell = new Terminal(person, ['session', 'shell', name], {
        env: target().environment(),
        columns: 91,
      })

      shell.types('stty size; echo it-is-$((40+2))\r')
      await shell.sees('24 91')
      await shell.sees('it-is-42')
      shell.types('exit 5\r')
      const exitCode = await shell.exitCode()

      expect(exitCode).to.equal(5)
      expect(/((echo|icanon|isig) ?){3}\s*$/.exec(shell.shown), shell.shown).not.to.equal(null)
    })

    it('is a wrong use where there is no terminal', async () => {
      const {exitCode, stderr} = await bai('session', 'shell', name)

      expect(exitCode).to.equal(2)
      expect(stderr).to.include('session exec')
    })
  })
})
