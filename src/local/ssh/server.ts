import type {Duplex} from 'node:stream'
import type {AuthContext, Connection, ParsedKey, PublicKeyAuthContext, Server} from 'ssh2'
import type {RunningKernel} from '../runtime/runtime.js'
import {authorizedKeys} from './keys.js'
import {library} from './library.js'
import {connectTo} from '../runtime/connect.js'
import {joinStreams} from '../runtime/join-streams.js'
import {serveSession} from './session.js'

/** Whom clients log in as, as in the containers of a real installation. */
const USER = 'work'
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1']

/** What one ssh connection leads to. */
export interface SshTarget {
  kernel: RunningKernel
  /** Private key of the server. */
  hostKey: string
}

/** Speaks ssh over a connection that is there: commands, shells, files and forwarded ports of one kernel. */
export async function serveSsh(stream: Duplex, {kernel, hostKey}: SshTarget): Promise<void> {
  const {Server} = await library()
  const server = new Server({hostKeys: [hostKey], ident: 'bai-local'}, (client) => {
    admit(client, kernel)
    client.on('ready', () => attend(client, kernel))
    // A client that goes in the middle of something is nobody's failure.
    client.on('error', () => stream.destroy())
  })
  // There is no half of an ssh connection.
  stream.once('end', () => stream.destroy())
  // A dead kernel takes its ssh server along, without a word, as a container does.
  void kernel.ended.then(() => stream.destroy())
  inject(server, stream)
}

/** The library takes every duplex stream; its types only know sockets. */
function inject(server: Server, stream: Duplex): void {
  server.injectSocket(stream as Parameters<Server['injectSocket']>[0])
}

function admit(client: Connection, kernel: RunningKernel): void {
  client.on('authentication', (context) => {
    if (!isKeyOfUser(context)) {
      context.reject(['publickey'])
      return
    }
    void authorizedKeys(kernel.workFolder).then((keys) => {
      if (keys.some((key) => opens(key, context))) context.accept()
      else context.reject(['publickey'])
    })
  })
}

function isKeyOfUser(context: AuthContext): context is PublicKeyAuthContext {
  return context.method === 'publickey' && context.username === USER
}

/** Without a signature the client only asks whether the key would do. */
function opens(key: ParsedKey, {key: given, blob, signature, hashAlgo}: PublicKeyAuthContext): boolean {
  if (!key.getPublicSSH().equals(given.data)) return false
  return signature === undefined || (blob !== undefined && key.verify(blob, signature, hashAlgo) === true)
}

function attend(client: Connection, kernel: RunningKernel): void {
  client.on('session', (accept) => serveSession(accept(), {client, kernel}))
  client.on('tcpip', (accept, reject, {destIP, destPort}) => {
    if (!LOOPBACK_NAMES.includes(destIP)) {
      reject()
      return
    }
    void connectTo(kernel, destPort).then((socket) => (socket ? joinStreams(socket, accept()) : reject()))
  })
}
