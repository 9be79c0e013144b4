import {connect as connectTcp, type Socket} from 'node:net'
import {connect as connectTls, type TLSSocket} from 'node:tls'
import type {SdkError} from '../errors.js'
import {readConnectionFailure} from './connection-failure.js'
import type {TlsOptions} from './options.js'
import {TimeLimit, until} from './time-limit.js'

/** How to try a connection. */
export interface ProbeOptions {
  tls?: TlsOptions | undefined
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** What connecting to an address showed, step by step. */
export interface Probe {
  network: Attempt<{address: string; elapsedMs: number}>
  /** Undefined without TLS, and when the network failed. */
  tls: Attempt<{protocol: string; subject: string; validTo: Date}> | undefined
}

/** One step: what it showed, or why it failed. */
export type Attempt<Value> = {value: Value; error?: undefined} | {value?: undefined; error: SdkError}

/** Connects to an endpoint and, for https, shakes hands; sends nothing. Failures are values here. */
export async function probeConnection(endpoint: string, options: ProbeOptions): Promise<Probe> {
  const url = new URL(endpoint)
  const limit = new TimeLimit(options.timeoutMs, options.signal)
  const failure = (cause: unknown): {error: SdkError} => ({
    error: readConnectionFailure(cause, endpoint, options.timeoutMs, options.signal).error,
  })
  let socket: Socket | undefined
  try {
    const started = performance.now()
    const {hostname, protocol} = url
    const host = hostname.replace(/^\[|\]$/g, '')
    socket = connectTcp({host, port: Number(url.port) || (protocol === 'https:' ? 443 : 80)})
    try {
      await until(limit.signal, arrival(socket, 'connect'))
    } catch (cause) {
      return {network: failure(cause), tls: undefined}
    }
    const elapsedMs = Math.round(performance.now() - started)
    const network = {value: {address: socket.remoteAddress ?? host, elapsedMs}}
    if (protocol !== 'https:') return {network, tls: undefined}
    const secure = until(limit.signal, shakeHands(socket, host, options.tls))
    return {network, tls: await secure.catch(failure)}
  } finally {
    limit.release()
    socket?.destroy()
  }
}

async function shakeHands(socket: Socket, servername: string, tls: TlsOptions = {}) {
  const isAddress = /^[\d.]+$|:/.test(servername)
  const secure: TLSSocket = connectTls({
    socket,
    ...(!isAddress && {servername}),
    rejectUnauthorized: tls.verify !== false,
    ...(tls.ca && {ca: tls.ca}),
    ...(tls.cert && {cert: tls.cert}),
    ...(tls.key && {key: tls.key}),
  })
  await arrival(secure, 'secureConnect')
  const certificate = secure.getPeerCertificate()
  const {CN} = certificate.subject
  const protocol = secure.getProtocol() ?? 'TLS'
  return {value: {protocol, subject: [CN].flat().join(', '), validTo: new Date(certificate.valid_to)}}
}

function arrival(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed')))
  })
}
