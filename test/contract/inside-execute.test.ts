import {expect} from 'chai'
import {createHash, randomBytes} from 'node:crypto'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {text} from 'node:stream/consumers'
import type {Session} from '../../src/sdk/index.js'
import {finished, type BaiResult} from '../support/bai.js'
import {CountingProxy} from '../support/counting-proxy.js'
import {useSession} from '../support/inside-session.js'
import {leaveOut} from '../support/leave-out.js'
import {hasTerminal, Terminal} from '../support/terminal.js'
import {until} from '../support/until.js'

const MIB = 1024 * 1024

describe('Contract: commands and files by the execute API', function () {
  this.timeout(180_000)
  const inside = useSession()

  const exec = (...argv: string[]): Promise<BaiResult> =>
    inside().bai('session', 'exec', inside().id, '--via', 'api', ...argv)
  const session = async (): Promise<Session> => {
    const [found] = await inside().target.client().sessions.getMany([inside().id])
    if (!found) throw new Error('The session is gone.')
    return found
  }

  it('keep the two channels apart and pass the exit status on', async () => {
    const result = await exec('--', 'sh', '-c', 'echo hi; echo err >&2; exit 7')

    expect(result).to.deep.equal({stdout: 'hi\n', stderr: 'err\n', exitCode: 7})
  })

  it('give variables and a folder to start in', async () => {
    const {stdout} = await exec('-e', 'SAID=a "b" $c', '--cwd', '/', '--', 'echo "$SAID"; pwd; cat')

    expect(stdout).to.equal('a "b" $c\n/\n')
  })

  it('pass every byte of standard input and output', async () => {
    const bytes = randomBytes(5 * MIB)
    const {person, target, id} = inside()
    const child = person.start(['session', 'exec', id, '--via', 'api', '--stdin', '--', 'cat'], {
      env: target.environment(),
    })
    const hash = createHash('sha256')
    child.stdout.on('data', (chunk: Buffer) => hash.update(chunk))

    child.stdin.end(bytes)
    const {exitCode, stderr} = await finished(child)

    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(hash.digest('hex')).to.equal(createHash('sha256').update(bytes).digest('hex'))
  })

  it('show what a command writes while it goes on, and give it what comes in meanwhile', async () => {
    const channel = await inside()
      .target.client()
      .openChannel(await session(), {via: 'api'})
    const [stdin, stdout] = [new PassThrough(), new PassThrough()]
    const streams = {stdin, stdout, stderr: new PassThrough()}
    let heard = ''
    stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    const ended = channel.run({words: ['while read -r word; do echo "heard $word"; done']}, streams)

    for (const word of ['one', 'two']) {
      stdin.write(`${word}\n`)
      await until(() => (heard.includes(`heard ${word}`) ? true : undefined), `it to hear ${word}`)
    }
    stdin.end()

    expect((await ended).exitCode).to.equal(0)
  })

  it('end a command that takes too long with 124', async () => {
    const {exitCode, stderr} = await exec('--timeout', '500ms', '--', 'sleep', '600')

    expect(exitCode).to.equal(124)
    expect(stderr).to.include('did not end within')
  })

  it('end with 130 on Ctrl-C after the command could tidy up', async () => {
    const line = "trap 'echo tidied; exit 0' INT; echo begun; while :; do sleep 0.1; done"
    const running = inside().start('session', 'exec', inside().id, '--via', 'api', '--', line)
    await running.says('stdout', 'begun')

    running.signal('SIGINT')
    const {exitCode, stdout} = await running.end()

    expect(exitCode).to.equal(130)
    expect(stdout).to.include('tidied')
  })

  it('run fifty quick commands, one after the other, and leave nothing behind', async () => {
    const channel = await inside()
      .target.client()
      .openChannel(await session(), {via: 'api'})
    const said: string[] = []

    for (let number = 0; number < 50; number++) {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()]
      const {exitCode} = await channel.run({words: [`echo ${number}; exit ${number}`]}, {stdout, stderr})
      said.push(`${await text(stdout.end())}${exitCode}`)
    }

    expect(said).to.deep.equal(Array.from({length: 50}, (_, number) => `${number}\n${number}`))
    await until(async () => {
      const {stdout} = await inside().bai('session', 'exec', inside().id, '--', 'ls -A; ps -ef 2>/dev/null')
      return /bai-exec/.test(stdout.replaceAll(/.*ps -ef.*/g, '')) ? undefined : true
    }, 'the session to be as it was')
  })

  it('run several commands at a time', async () => {
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((word) => exec('--', 'echo', word)))

    expect(results.map(({stdout}) => stdout)).to.deep.equal(['a\n', 'b\n', 'c\n', 'd\n'])
  })

  it('bring a folder there and back as it was', async () => {
    const {bai, person, name} = inside()
    const bytes = randomBytes(2 * MIB)
    await mkdir(join(person.cwd, 'data/sub'), {recursive: true})
    await writeFile(join(person.cwd, 'data/sub/blob'), bytes)

    const up = await bai('session', 'cp', 'data', `${name}:there`, '--via', 'api')
    const down = await bai('session', 'cp', `${name}:there`, 'back', '--via', 'api')

    expect([up.exitCode, down.exitCode, up.stderr, down.stderr]).to.deep.equal([0, 0, '', ''])
    expect((await readFile(join(person.cwd, 'back/sub/blob'))).equals(bytes)).to.equal(true)
  })

  describe('in a session without an ssh server', () => {
    let proxy: CountingProxy | undefined
    let terminal: Terminal | undefined
    before(async () => {
      proxy = await CountingProxy.start(inside().target.endpoint, ({path}) =>
        path.includes('tcpproxy') && path.includes('sshd') ? 404 : undefined,
      )
    })
    after(async () => {
      terminal?.end()
      await proxy?.stop()
    })

    const there = (...argv: string[]): Promise<BaiResult> =>
      inside().person.run(argv, {
        env: {...inside().target.environment(), BAI_ENDPOINT: proxy?.url ?? ''},
      })

    it('are what exec and cp turn to by themselves', async () => {
      const {id, name, person} = inside()
      await writeFile(join(person.cwd, 'one'), 'x')

      const ran = await there('session', 'exec', id, '--', 'echo hi; exit 3')
      const copied = await there('session', 'cp', 'one', `${name}:copied`)
      const back = await there('session', 'exec', id, '--debug', '--', 'cat', 'copied')

      expect([ran, copied.exitCode]).to.deep.equal([{stdout: 'hi\n', stderr: '', exitCode: 3}, 0])
      expect([back.stdout, back.exitCode]).to.deep.equal(['x', 0])
      expect(back.stderr).to.include('By the execute API')
    })

    it('lead to a terminal by a stream of the manager, where that gives one', async function () {
      if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
      const {person, target, id} = inside()
      const env = {...target.environment(), BAI_ENDPOINT: proxy?.url ?? ''}
      terminal = new Terminal(person, ['session', 'shell', id], {env})

      terminal.types('exit\r')
      const exitCode = await terminal.exitCode()

      expect(proxy?.requests.map(({path}) => path)).to.include(`/stream/session/${id}/pty`)
      expect(exitCode, terminal.shown).to.equal(terminal.shown.includes('nothing comes from it') ? 10 : 0)
    })

    it('are not used when it must be ssh', async () => {
      const {exitCode, stderr} = await there('session', 'exec', inside().id, '--via', 'ssh', '--', 'true')

      expect(exitCode).to.equal(125)
      expect(stderr).to.include('has no ssh server')
    })
  })
})
