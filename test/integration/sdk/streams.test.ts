import {expect} from 'chai'
import {once} from 'node:events'
import {AbortedError, NotFoundError, UnreachableError, UnsupportedError} from '../../../src/sdk/errors.js'
import {openChannel} from '../../../src/sdk/inside/open-channel.js'
import {Sessions} from '../../../src/sdk/resources/sessions.js'
import {GraphQL} from '../../../src/sdk/transport/graphql.js'
import {expectedAuthorization} from '../../support/independent-signature.js'
import {KEYPAIR, Stage} from '../../support/manager.js'
import {ProxyServer} from '../../support/proxy-server.js'
import {rejection} from '../../support/rejection.js'
import {binaryFrame, opening, StreamServer, type OnUpgrade} from '../../support/stream-server.js'

const PATH = '/stream/session/s-1/tcpproxy'

describe('a stream of the manager', () => {
  const stage = new Stage()
  let server: StreamServer | undefined
  let proxy: ProxyServer | undefined
  afterEach(async () => {
    await stage.end()
    await server?.stop()
    await proxy?.stop()
    server = proxy = undefined
  })

  const open = async (onUpgrade: OnUpgrade) => {
    server = await StreamServer.start(onUpgrade)
    return stage.client({endpoint: server.url})
  }
  const welcome: OnUpgrade = (request, socket) => {
    socket.write(Buffer.concat([Buffer.from(opening(request)), binaryFrame('hello')]))
  }

  it('gives the bytes that came together with the answer that opened it', async () => {
    const transport = await open(welcome)

    const stream = await transport.stream(PATH, {app: 'sshd'})
    const [first] = (await once(stream, 'data')) as [Buffer]

    expect(first.toString()).to.equal('hello')
    stream.destroy()
  })

  it('is asked for with a signature over the address with its query', async () => {
    const transport = await open(welcome)

    const stream = await transport.stream(PATH, {app: 'sshd'})

    const {url: target = '', headers = {}} = server?.requests[0] ?? {}
    const expected = expectedAuthorization(
      {method: 'GET', target, headers},
      KEYPAIR.accessKey,
      KEYPAIR.secretKey,
    )
    expect(target).to.equal(`${PATH}?app=sshd`)
    expect(headers.authorization).to.equal(await expected)
    stream.destroy()
  })

  it('that leads to no ssh server is told as what the session cannot do, where it must be ssh', async () => {
    const http = await open((_request, socket) => {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
    const sessions = new Sessions(http, new GraphQL(http), undefined)
    const session = {id: 's-1', name: 'bare-1', status: 'RUNNING'}

    const error = await rejection(openChannel({http, sessions}, session, {via: 'ssh'}), UnsupportedError)

    expect(error.message).to.include('bare-1 has no ssh server')
  })

  it('goes through a proxy as requests do', async () => {
    server = await StreamServer.start(welcome)
    proxy = await ProxyServer.start({targetPort: server.port, account: 'me:word'})
    const transport = stage.client({
      endpoint: 'http://manager.invalid:8091',
      proxy: {httpProxy: `http://me:word@${proxy.host}`},
    })

    const stream = await transport.stream(PATH)
    const [first] = (await once(stream, 'data')) as [Buffer]

    expect(first.toString()).to.equal('hello')
    expect(server.requests[0]?.headers.host).to.equal('manager.invalid:8091')
    stream.destroy()
  })

  it('does not go through the proxy where none is wanted', async () => {
    server = await StreamServer.start(welcome)
    proxy = await ProxyServer.start({targetPort: server.port})
    const transport = stage.client({
      endpoint: server.url,
      proxy: {httpProxy: `http://${proxy.host}`, noProxy: 'example.com,127.0.0.1'},
    })

    const stream = await transport.stream(PATH)

    expect(proxy.tunnels).to.deep.equal([])
    stream.destroy()
  })

  it('is refused with the error that the manager answered', async () => {
    const transport = await open((_request, socket) => {
      const body = JSON.stringify({
        type: 'https://api.backend.ai/probs/object-not-found',
        title: 'No such app.',
      })
      socket.end(
        `HTTP/1.1 404 Not Found\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      )
    })

    const error = await rejection(transport.stream(PATH), NotFoundError)

    expect(error).to.include({message: 'No such app.', status: 404, problem: 'object-not-found'})
  })

  it('cannot be opened when the connection is cut meanwhile', async () => {
    const transport = await open((_request, socket) => socket.destroy())

    await rejection(transport.stream(PATH), UnreachableError)
  })

  it('is given up when the signal fires while nobody answers', async () => {
    const transport = await open(() => undefined)
    const controller = new AbortController()

    const opened = transport.stream(PATH, {}, {signal: controller.signal})
    controller.abort()

    await rejection(opened, AbortedError)
  })

  it('carries bytes both ways and ends when the other side does', async () => {
    const transport = await open((request, socket) => {
      socket.write(opening(request))
      socket.once('data', () => socket.end(Buffer.concat([binaryFrame('bye'), Buffer.from([0x88, 0])])))
    })

    const stream = await transport.stream(PATH)
    stream.write('hi')
    const received: Buffer[] = []
    for await (const chunk of stream as AsyncIterable<Buffer>) received.push(chunk)

    expect(Buffer.concat(received).toString()).to.equal('bye')
  })
})
