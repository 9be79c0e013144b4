import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {expect} from 'chai'
import {WebSocket} from 'ws'
import {eventually, kernelOf, TestCluster, type Json} from './harness.js'
import {forwardedPort, openStream} from './ssh-client.js'
import {freePort} from '../../support/free-port.js'

/** A server that answers with what it got, over HTTP and over WebSocket. */
const APP = `
const {createServer} = require('node:http')
const {createHash} = require('node:crypto')
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    response.setHeader('X-App', 'yes')
    response.end([request.method, request.url, body, request.headers.cookie ?? 'no cookie'].join(' '))
  })
})
server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
  const accept = createHash('sha1').update(key).digest('base64')
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n')
  socket.write('Sec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n')
  socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]))
})
server.listen(Number(process.argv[1]), '127.0.0.1', () => console.log('ready'))
`

describe('apps in sessions of the local cluster', () => {
  let cluster: TestCluster
  let sessionId: string
  let port: number

  before(async () => {
    cluster = await TestCluster.start()
    port = await freePort()
    const config = {preopenPorts: [port]}
    sessionId = String((await cluster.create('apps', {config, enqueueOnly: false}))['sessionId'])
    const app = await kernelOf(cluster, sessionId).run({argv: [process.execPath, '-e', APP, String(port)]})
    await once(app.stdout, 'data')
  })
  after(() => cluster.remove())

  /** Opens an app as clients do. Gives what the last step answered. */
  async function open(app: string, protocol: string): Promise<Response> {
    const {json} = await cluster.call('user', 'POST /session/apps/start-service', {body: {app}})
    const {token, wsproxy_addr: address} = json as {token: string; wsproxy_addr: string}
    const added = await fetch(`${address}/v2/proxy/${token}/${sessionId}/add?app=${app}&protocol=${protocol}`)
    const {url} = (await added.json()) as {url: string}
    const auth = await fetch(url, {headers: {Accept: 'application/json'}})
    const {redirect_url: setup} = (await auth.json()) as {redirect_url: string}
    return fetch(setup, {redirect: 'manual'})
  }

  it('lists what a session offers', async () => {
    const {json} = await cluster.call('user', 'GET /stream/session/apps/apps')
    const {service_ports: ports} = await cluster.session(sessionId, 'service_ports')

    const preopen = {name: String(port), protocol: 'preopen', ports: [port]}
    expect(json).to.deep.equal([{name: 'sshd', protocol: 'tcp', ports: [2200]}, preopen])
    expect((JSON.parse(String(ports)) as Json[])[1]).to.deep.include({
      name: String(port),
      container_ports: [port],
      is_inference: false,
    })
  })

  it('opens a port for a browser that was let in, and shows the app nothing of the permit', async () => {
    const entry = await open(String(port), 'preopen')
    const place = entry.headers.get('location') ?? ''
    const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''

    const stranger = await fetch(place)
    const guest = await fetch(`${place}/path?q=1`, {
      method: 'POST',
      body: 'data',
      headers: {cookie: `own=1; ${cookie}`},
    })

    expect(entry.status).to.equal(302)
    expect(stranger.status).to.equal(401)
    expect(guest.headers.get('x-app')).to.equal('yes')
    expect(await guest.text()).to.equal('POST /path?q=1 data own=1')
  })

  it('carries WebSockets to the app', async () => {
    const entry = await open(String(port), 'preopen')
    const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
    const address = (entry.headers.get('location') ?? '').replace('http:', 'ws:')

    const socket = new WebSocket(address, {headers: {cookie}})

    const [message] = (await once(socket, 'message')) as [Buffer]
    socket.terminate()
    expect(message.toString()).to.equal('hello')
    const refused = new WebSocket(address)
    const [error] = (await once(refused, 'error')) as [Error]
    expect(error.message).to.include('401')
  })

  it('opens the ssh server as a plain port', async () => {
    const entry = (await (await open('sshd', 'tcp')).json()) as {redirectURI: string}
    const gateway = new URL(new URL(entry.redirectURI).searchParams.get('gateway') ?? '')

    const options = [
      '-F',
      'none',
      '-q',
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
    ]
    const key = join(kernelOf(cluster, sessionId).workFolder, 'id_container')
    const words = ['-p', gateway.port, '-i', key, 'work@127.0.0.1', 'echo inside']
    const ssh = spawn('ssh', [...options, ...words], {stdio: ['ignore', 'pipe', 'ignore']})

    expect(await text(ssh.stdout)).to.equal('inside\n')
  })

  it('carries single connections as streams of the manager', async () => {
    const forwarded = await forwardedPort(cluster, `/stream/session/apps/httpproxy?app=${port}`)

    const answer = await fetch(`http://127.0.0.1:${forwarded.port}/through`)

    forwarded.close()
    expect(await answer.text()).to.equal('GET /through  no cookie')
  })

  it('closes a stream whose app does not listen', async () => {
    const silent = await freePort()
    const other = await cluster.create('silent', {config: {preopenPorts: [silent]}, enqueueOnly: false})

    const socket = await openStream(
      cluster,
      `/stream/session/${String(other['sessionId'])}/tcpproxy?app=${silent}`,
    )

    expect((await once(socket, 'close'))[0]).to.equal(1013)
  })

  it('refuses apps that are not there, ports that no app has and tokens of others', async () => {
    const unknown = await cluster.call('user', 'POST /session/apps/start-service', {body: {app: 'nothing'}})
    const stranger = await cluster.call('user2', 'POST /session/apps/start-service', {body: {app: 'sshd'}})
    const reserved = await cluster.call('user', 'POST /session', {
      body: {name: 'reserved', image: 'base', config: {preopenPorts: [2200]}},
    })
    const token = await fetch(`${cluster.endpoint}/v2/proxy/auth?token=wrong&session_id=${sessionId}`)

    expect([unknown.status, stranger.status, reserved.status, token.status]).to.deep.equal([
      404, 404, 400, 404,
    ])
    expect((unknown.json as Json)['title']).to.equal('No such app service.')
  })

  it('closes the ports and the connections when the session ends', async () => {
    const entry = await open(String(port), 'preopen')
    const place = entry.headers.get('location') ?? ''
    const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
    const socket = new WebSocket(place.replace('http:', 'ws:'), {headers: {cookie}})
    socket.on('error', () => undefined)
    await once(socket, 'message')
    const closed = once(socket, 'close')

    await cluster.call('user', 'DELETE /session/apps?forced=true')

    await closed
    await eventually(
      () =>
        fetch(place).then(
          () => false,
          () => true,
        ),
      'the port to close',
    )
  })
})
