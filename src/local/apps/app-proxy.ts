import {randomBytes, randomUUID} from 'node:crypto'
import {openHttpCircuit, openTcpCircuit, type Circuit} from './circuit.js'
import type {AppTarget} from './connect-app.js'

/** What a token stands for: somebody may open an app. */
export interface AppGrant {
  sessionId: string
  userId: string
  target: AppTarget
  protocol: string
}

/** An app that can be reached. */
export interface OpenApp {
  /** Where to go to be let in. */
  ticket: string
  /** It was open before. */
  reuse: boolean
}

/** Where somebody with a ticket is led. */
export interface Admission {
  kind: 'http' | 'tcp'
  port: number
  /** Value of the cookie for `http`. */
  permit: string
}

/** Protocols that are forwarded byte by byte; all others are for browsers. */
const TCP_PROTOCOLS = ['tcp', 'vnc', 'rdp']

/** Ports of this machine that lead to apps of sessions, and who may learn of them. They go with their sessions. */
export class AppProxy {
  private readonly grants = new Map<string, AppGrant>()
  private readonly circuits = new Map<string, Promise<Circuit>>()
  private readonly tickets = new Map<string, Admission>()
  private readonly permits = new Map<string, string>()

  /** Makes a token for one app of one session. */
  grant(grant: AppGrant): string {
    const token = randomUUID()
    this.grants.set(token, grant)
    void grant.target.kernel.ended.then(() => this.grants.delete(token))
    return token
  }

  /** Opens the app a token is for, unless it is open. Undefined for a token of another session, or of none. */
  async open(token: string, sessionId: string): Promise<OpenApp | undefined> {
    const grant = this.grants.get(token)
    if (grant?.sessionId !== sessionId) return undefined
    const {target, protocol, userId} = grant
    const key = `${target.kernel.kernelId} ${target.app} ${target.port} ${userId}`
    const reuse = this.circuits.has(key)
    const kind = TCP_PROTOCOLS.includes(protocol) ? 'tcp' : 'http'
    const permit = this.permitOf(userId)
    const opening =
      this.circuits.get(key) ?? (kind === 'tcp' ? openTcpCircuit(target) : openHttpCircuit(target, permit))
    this.circuits.set(key, opening)
    const {port} = await opening
    if (!reuse) void target.kernel.ended.then(() => this.closeCircuit(key))
    const ticket = randomBytes(24).toString('hex')
    this.tickets.set(ticket, {kind, port, permit})
    void target.kernel.ended.then(() => this.tickets.delete(ticket))
    return {ticket, reuse}
  }

  /** Where a ticket leads. */
  admit(ticket: string): Admission | undefined {
    return this.tickets.get(ticket)
  }

  /** Closes all ports. */
  async close(): Promise<void> {
    await Promise.all([...this.circuits.keys()].map((key) => this.closeCircuit(key)))
  }

  private async closeCircuit(key: string): Promise<void> {
    const opening = this.circuits.get(key)
    this.circuits.delete(key)
    const circuit = await opening?.catch(() => undefined)
    circuit?.close()
  }

  private permitOf(userId: string): string {
    const permit = this.permits.get(userId) ?? randomBytes(32).toString('hex')
    this.permits.set(userId, permit)
    return permit
  }
}
