import {expect} from 'chai'
import {createHash, randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {WebSocket} from 'ws'
import type {Conversation} from '../support/conversation.js'
import {freePort} from '../support/free-port.js'
import {useSession} from '../support/inside-session.js'
import {leaveOut} from '../support/leave-out.js'
import {hasTerminal, Terminal} from '../support/terminal.js'

const CTRL_C = '\u0003'

/** Answers requests with what it got, greets WebSockets and sends back the first byte of what they say. */
const SERVER = `
import base64, hashlib, http.server, json, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        key = self.headers.get('Sec-WebSocket-Key')
        if key: return self.greet(key)
        self.answer({'path': self.path, 'host': self.headers.get('Host'), 'cookie': self.headers.get('Cookie')})
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        self.answer({'length': len(body), 'digest': hashlib.sha256(body).hexdigest()})
    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.send_header('Content-Type', 'application/json')
        self.send_header('Set-Cookie', 'own=1; Path=/')
        self.end_headers()
        self.wfile.write(body)
    def greet(self, key):
        accept = hashlib.sha1((key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode()).digest()
        self.send_response(101)
        self.send_header('Upgrade', 'websocket')
        self.send_header('Connection', 'Upgrade')
        self.send_header('Sec-WebSocket-Accept', base64.b64encode(accept).decode())
        self.end_headers()
        self.wfile.write(bytes([0x81, 5]) + b'hello')
        frame = self.rfile.read(7)
        self.wfile.write(bytes([0x81, 1, frame[6] ^ frame[2]]))
        self.close_connection = True
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(('0.0.0.0', int(sys.argv[1])), Handler)
print('it serves', flush=True)
server.serve_forever()
`

describe('Contract: terminals and applications inside a session', function () {
  this.timeout(120_000)
  let port = 0
  const inside = useSession(async () => ({preopenPorts: [(port = await freePort())]}))
  let server: Conversation | undefined
  let terminal: Terminal | undefined

  before('serve something in it', async function () {
    const {bai, start, person, id, name} = inside()
    const found = await bai('session', 'exec', id, '--', 'command -v python3')
    if (found.exitCode !== 0) leaveOut(this, 'there is no Python in the session to serve something with')
    await writeFile(join(person.cwd, 'server.py'), SERVER)
    await bai('session', 'cp', 'server.py', `${name}:server.py`)
    server = start('session', 'exec', id, '--', 'python3', 'server.py', String(port))
    await server.says('stdout', 'it serves')
  })
  after(async () => {
    server?.signal('SIGINT')
    await server?.end()
  })

  afterEach(() => terminal?.end())

  /** Leads a port here to the session by `argv`, and gives the address that it prints. */
  const open = async (...argv: string[]): Promise<{address: string; running: Conversation}> => {
    const running = inside().start('session', ...argv)
    await running.says('stdout', '\n')
    return {address: running.stdout.trim(), running}
  }
  const end = async (running: Conversation): Promise<number | null> => {
    running.signal('SIGINT')
    return (await running.end()).exitCode
  }

  describe('session port-forward', () => {
    it('leads to a port of the session until Ctrl-C', async () => {
      const {address, running} = await open('port-forward', inside().id, String(port))

      const answer = (await (await fetch(`http://${address}/here`)).json()) as {path: string}
      const exitCode = await end(running)

      expect(answer.path).to.equal('/here')
      expect(exitCode).to.equal(130)
    })
  })

  describe('session app', () => {
    it('lists what there is', async () => {
      const {stdout, exitCode} = await inside().bai('session', 'app', inside().id, '--json')

      expect(exitCode).to.equal(0)
      expect(JSON.parse(stdout)).to.deep.include.members([
        {name: 'sshd', protocol: 'tcp', ports: [2200]},
        {name: String(port), protocol: 'preopen', ports: [port]},
      ])
    })

    for (const way of ['proxy', 'stream'] as const) {
      it(`leads to a web application by way of ${way}: requests, uploads and WebSockets`, async function () {
        if (way === 'proxy' && !inside().target.runner?.appProxy) leaveOut(this, 'there is no app proxy')
        const {address, running} = await open('app', inside().id, String(port), '--via', way, '--open=false')
        const bytes = randomBytes(3 * 1024 * 1024)

        const page = await fetch(`${address}a/path?q=1`)
        const got = (await page.json()) as {path: string}
        const taken = await (await fetch(address, {method: 'POST', body: bytes})).json()
        const socket = new WebSocket(address.replace('http:', 'ws:'))
        const [greeting] = (await once(socket, 'message')) as [Buffer]
        socket.send('x')
        const [echo] = (await once(socket, 'message')) as [Buffer]
        socket.terminate()
        const exitCode = await end(running)

        expect(got.path).to.equal('/a/path?q=1')
        expect(page.headers.get('set-cookie')).to.equal('own=1; Path=/')
        expect(taken).to.deep.equal({length: bytes.length, digest: sha256(bytes)})
        expect([String(greeting), String(echo)]).to.deep.equal(['hello', 'x'])
        expect([exitCode, running.stderr]).to.deep.equal([130, ''])
      })
    }

    it('chooses a way by itself', async () => {
      const {address, running} = await open('app', inside().id, String(port))

      const answer = await fetch(address)
      const exitCode = await end(running)

      expect([answer.status, exitCode]).to.deep.equal([200, 130])
    })

    it('is 5 for one that does not exist', async () => {
      const {exitCode, stderr} = await inside().bai('session', 'app', inside().id, 'no-such-app')

      expect(exitCode).to.equal(5)
      expect(stderr).to.include('sshd')
    })
  })

  describe('session shell', () => {
    it('is a terminal of its own that follows the size of this one, and gives this one back', async function () {
      if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
      const {person, target, id} = inside()
      const shell = new Terminal(person, ['session', 'shell', id], {env: target.environment(), columns: 91})
      terminal = shell

      shell.types('stty size; echo it-is-$((40+2))\r')
      await shell.sees('24 91')
      await shell.sees('it-is-42')
      await shell.resize(83)
      shell.types('until stty size | grep " 83"; do sleep 0.1; done\r')
      await shell.sees('24 83')
      shell.types("sh -c 'echo begun-$((1+1)); exec sleep 600'\r")
      await shell.sees('begun-2')
      shell.types(CTRL_C)
      shell.types('echo status-$?\r')
      await shell.sees('status-130')
      shell.types('exit 5\r')
      const exitCode = await shell.exitCode()

      expect(exitCode).to.equal(5)
      expect(/((echo|icanon|isig) ?){3}\s*$/.exec(shell.shown), shell.shown).not.to.equal(null)
    })

    it('is a terminal by a stream of the manager, or says with status 10 that nothing comes from it', async function () {
      if (!hasTerminal) leaveOut(this, 'there is no `script` to make a terminal with')
      const {person, target, id} = inside()
      const argv = ['session', 'shell', id, '--via', 'pty']
      const shell = new Terminal(person, argv, {env: target.environment(), columns: 91})
      terminal = shell
      shell.types('stty size; echo it-is-$((40+2))\r')
      const shows = await shell.sees('24 91').then(
        () => true,
        () => false,
      )

      if (shows) {
        await shell.sees('it-is-42')
        await shell.resize(83)
        shell.types('until stty size | grep " 83"; do sleep 0.1; done\r')
        await shell.sees('24 83')
        shell.types("sh -c 'echo begun-$((1+1)); exec sleep 600'\r")
        await shell.sees('begun-2')
        shell.types(CTRL_C)
        shell.types('echo status-$?\r')
        await shell.sees('status-130')
        shell.types('exit\r')
      }
      const exitCode = await shell.exitCode()

      expect(exitCode).to.equal(shows ? 0 : 10)
      if (!shows) expect(shell.shown).to.include('nothing comes from it')
      expect(/((echo|icanon|isig) ?){3}\s*$/.exec(shell.shown), shell.shown).not.to.equal(null)
    })

    it('is a wrong use where there is no terminal', async () => {
      const {exitCode, stderr} = await inside().bai('session', 'shell', inside().id)

      expect(exitCode).to.equal(2)
      expect(stderr).to.include('session exec')
    })
  })
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
