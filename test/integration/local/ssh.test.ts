import {execFile, spawn, type ChildProcess} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {buffer, text} from 'node:stream/consumers'
import {expect} from 'chai'
import {eventually, kernelOf, processesWith, TestCluster} from './harness.js'
import {forwardedPort, openStream} from './ssh-client.js'

const HOSTLESS = ['-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null']

describe('ssh into sessions of the local cluster', () => {
  let cluster: TestCluster
  let sessionId: string
  let home: string
  let forwarded: Awaited<ReturnType<typeof forwardedPort>>

  before(async () => {
    cluster = await TestCluster.start()
    sessionId = String((await cluster.create('inside', {config: {environ: {COLOUR: 'blue'}}}))['sessionId'])
    await cluster.reaches(sessionId, 'RUNNING')
    home = kernelOf(cluster, sessionId).workFolder
    forwarded = await forwardedPort(cluster, '/stream/session/inside/tcpproxy?app=sshd')
  })
  after(async () => {
    forwarded.close()
    await cluster.remove()
  })

  /** The system's own ssh, with the key that the session gives away. */
  function ssh(...words: string[]): ChildProcess {
    const options = ['-q', '-p', String(forwarded.port), '-i', join(home, 'id_container'), ...HOSTLESS]
    return spawn('ssh', [...options, 'work@127.0.0.1', ...words], {stdio: 'pipe'})
  }

  it('gives both channels, the input and the exit code of a command', async () => {
    const command = ssh('read line; echo "$line $COLOUR"; echo wrong >&2; exit 7')
    command.stdin?.end('sky\n')

    const [out, err, code] = await Promise.all([outputOf(command), errorsOf(command), exitOf(command)])

    expect([out, err, code]).to.deep.equal(['sky blue\n', 'wrong\n', 7])
  })

  it('carries 8 MiB there and back unchanged', async () => {
    const sent = randomBytes(8 * 1024 * 1024)
    const command = ssh('cat')
    command.stdin?.end(sent)

    const [received] = await Promise.all([buffer(stdoutOf(command)), exitOf(command)])

    expect(received.equals(sent)).to.equal(true)
  })

  it('ends the command when the connection goes', async () => {
    const command = ssh('BAI_MARK=hangup exec sleep 603')
    await eventually(() => processesWith('BAI_MARK=hangup').length > 0, 'the command to run')

    command.kill('SIGKILL')

    await eventually(() => processesWith('BAI_MARK=hangup').length === 0, 'the command to end')
  })

  it('gives a terminal when asked for one, and the exit code of what ran in it', async () => {
    const command = ssh('-tt', 'test -t 0 && test -t 2 && echo "$TERM"; exit 6')

    const [out, code] = await Promise.all([outputOf(command), exitOf(command)])

    expect([out.trim(), code]).to.deep.equal([process.env['TERM'] ?? 'xterm', 6])
  })

  it('opens a shell that has the programs of the image', async () => {
    const shell = ssh('-tt')
    shell.stdin?.write('echo "<$USER $COLOUR>"; exit 5\r')

    const [out, code] = await Promise.all([outputOf(shell), exitOf(shell)])

    expect(out).to.include('<work blue>')
    expect(code).to.equal(5)
  })

  it('lets nobody in without the key of this session', async () => {
    const other = await cluster.create('other')
    await cluster.reaches(other['sessionId'], 'RUNNING')
    const key = join(cluster.folder, 'stranger')
    await new Promise((resolve) =>
      execFile('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key], resolve),
    )
    const options = ['-p', String(forwarded.port), '-i', key, '-o', 'BatchMode=yes', ...HOSTLESS]

    const command = spawn('ssh', [...options, 'work@127.0.0.1', 'true'], {stdio: 'pipe'})

    const [err, code] = await Promise.all([errorsOf(command), exitOf(command)])
    expect(err).to.include('Permission denied')
    expect(code).to.equal(255)
  })

  it('moves files by sftp, with their modes', async () => {
    const content = randomBytes(3 * 1024 * 1024)
    await writeFile(join(cluster.folder, 'up.bin'), content, {mode: 0o750})
    const batch = [
      'mkdir sub',
      `put -p ${join(cluster.folder, 'up.bin')} /home/work/sub/there.bin`,
      'ls -la sub',
      'rename sub/there.bin sub/moved.bin',
      `get -p sub/moved.bin ${join(cluster.folder, 'back.bin')}`,
      'rm sub/moved.bin',
      'rmdir sub',
    ]
    const options = [
      '-q',
      '-b',
      '-',
      '-P',
      String(forwarded.port),
      '-i',
      join(home, 'id_container'),
      ...HOSTLESS,
    ]

    const sftp = spawn('sftp', [...options, 'work@127.0.0.1'], {stdio: 'pipe'})
    sftp.stdin.end(batch.join('\n'))

    const [out, err, code] = await Promise.all([outputOf(sftp), errorsOf(sftp), exitOf(sftp)])
    expect([code, err]).to.deep.equal([0, ''])
    expect(out).to.include('there.bin')
    expect((await readFile(join(cluster.folder, 'back.bin'))).equals(content)).to.equal(true)
  })

  it('reaches a port inside through the connection', async () => {
    const script =
      "require('net').createServer(s=>s.end('from inside')).listen(0,'127.0.0.1',function(){console.log(this.address().port)})"
    const server = ssh(`${process.execPath} -e "${script}"`)
    const [line] = (await once(stdoutOf(server), 'data')) as [Buffer]

    const through = ssh('-W', `localhost:${line.toString().trim()}`)

    expect(await outputOf(through)).to.equal('from inside')
    server.kill()
  })

  it('is found by nobody else, and not under names that are no apps', async () => {
    const target = '/stream/session/inside/tcpproxy'

    const attempts = await Promise.allSettled([
      openStream(cluster, `${target}?app=sshd`, 'user2'),
      openStream(cluster, `${target}?app=nothing`),
    ])

    const reasons = attempts.map((attempt) =>
      attempt.status === 'rejected' ? String(attempt.reason) : 'open',
    )
    expect(reasons).to.deep.equal(Array(2).fill('Error: Unexpected server response: 404'))
  })

  it('cuts the connection at once when the session dies', async () => {
    const command = ssh('echo ready; exec sleep 604')
    await once(stdoutOf(command), 'data')

    await cluster.call('user', 'DELETE /session/inside?forced=true')

    expect(await exitOf(command)).to.equal(255)
  })
})

function stdoutOf(command: ChildProcess): NonNullable<ChildProcess['stdout']> {
  if (!command.stdout) throw new Error('its output is no pipe')
  return command.stdout
}

function outputOf(command: ChildProcess): Promise<string> {
  return text(stdoutOf(command))
}

function errorsOf(command: ChildProcess): Promise<string> {
  if (!command.stderr) throw new Error('its errors are no pipe')
  return text(command.stderr)
}

async function exitOf(command: ChildProcess): Promise<number | null> {
  if (command.exitCode === null && command.signalCode === null) await once(command, 'exit')
  return command.exitCode
}
