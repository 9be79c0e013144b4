import {expect} from 'chai'
import {createHash, randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {writeFile, readFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {finished, type BaiResult} from '../support/bai.js'
import {Conversation} from '../support/conversation.js'
import {useSession} from '../support/inside-session.js'
import {leaveOut} from '../support/leave-out.js'
import {hasTerminal, Terminal} from '../support/terminal.js'

describe('Contract: into a session through a webserver', function () {
  this.timeout(120_000)
  const inside = useSession()

  before('log in there with name and password', async function () {
    const {target, person} = inside()
    const {webserver} = target
    if (!webserver) leaveOut(this, 'the target has no webserver in front')
    const {email, password} = target.account('user')
    const login = ['login', webserver.endpoint, '--username', email, '--password-stdin']
    const {exitCode, stderr} = await person.run(login, {stdin: `${password}\n`})
    expect(exitCode, stderr).to.equal(0)
  })

  /** With nothing but the login. */
  const bai = (...argv: string[]): Promise<BaiResult> => inside().person.run(argv)

  it('runs a command, its channels apart, and passes its exit status on', async () => {
    const result = await bai('session', 'exec', inside().id, '--', 'echo hi; echo err >&2; exit 7')

    expect(result).to.deep.equal({stdout: 'hi\n', stderr: 'err\n', exitCode: 7})
  })

  it('copies a file in and out', async () => {
    const {person, name} = inside()
    await writeFile(join(person.cwd, 'there.txt'), 'and back\n')

    const there = await bai('session', 'cp', 'there.txt', `${name}:there.txt`)
    const back = await bai('session', 'cp', `${name}:there.txt`, 'back.txt')

    expect([there.exitCode, back.exitCode]).to.deep.equal([0, 0])
    expect(await readFile(join(person.cwd, 'back.txt'), 'utf8')).to.equal('and back\n')
  })

  it('runs a command by the execute API, with more input than one request takes', async () => {
    const {person, id} = inside()
    const bytes = randomBytes(3 * 1024 * 1024)
    const child = person.start(['session', 'exec', id, '--via', 'api', '--stdin', '--', 'cat'])
    const hash = createHash('sha256')
    child.stdout.on('data', (chunk: Buffer) => hash.update(chunk))

    child.stdin.end(bytes)
    const {exitCode, stderr} = await finished(child)

    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(hash.digest('hex')).to.equal(createHash('sha256').update(bytes).digest('hex'))
  })

  it('leads a port here to an application of the session', async () => {
    const running = new Conversation(inside().person, ['session', 'port-forward', inside().id, 'sshd'], {})
    await running.says('stdout', '\n')
    const [host = '', port = ''] = running.stdout.trim().split(':')

    const socket = connect(Number(port), host)
    const [greeting] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    running.signal('SIGINT')
    const {exitCode} = await running.end()

    expect(String(greeting)).to.match(/^SSH-2\.0-/)
    expect(exitCode).to.equal(130)
  })

  it('gives a terminal', async function () {
    if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
    const shell = new Terminal(inside().person, ['session', 'shell', inside().id], {columns: 91})

    shell.types('stty size; echo it-is-$((40+2))\r')
    await shell.sees('24 91')
    await shell.sees('it-is-42')
    shell.types('exit 5\r')

    expect(await shell.exitCode()).to.equal(5)
  })
})
