import {findImage} from './kernel-specs.js'
import type {SessionRecord} from './model.js'
import type {ClusterState} from './state.js'

/** Something in a session that people reach from outside. */
export interface SessionService {
  name: string
  /** `http`, `tcp` and so on; `preopen` for a port that the session's own program listens on. */
  protocol: string
  /** Ports within the session. */
  ports: readonly number[]
}

/** Where sessions of managers have their ssh server; here it has no port, but everybody knows it by this one. */
const SSH: SessionService = {name: 'sshd', protocol: 'tcp', ports: [2200]}
/** Ports that managers keep for themselves in every session. */
const RESERVED = new Set([2000, 2001, 2002, 2003, 2200, 7681])

/** Whether people may have a port of a session for themselves. */
export function isReservedPort(port: number): boolean {
  return RESERVED.has(port)
}

/** What a session offers: its ssh server, the ports it was created with, and what its image names. */
export function servicesOf(state: ClusterState, session: SessionRecord): SessionService[] {
  const image = findImage(state, session.image, session.architecture)
  return [
    SSH,
    ...(session.preopenPorts ?? []).map((port) => ({name: String(port), protocol: 'preopen', ports: [port]})),
    ...labelled(image?.labels['ai.backend.service-ports'] ?? ''),
  ]
}

const ITEM = /([\w.-]+):(\w+):(?:\[([\d,\s]+)\]|(\d+))/g

/** Reads `name:protocol:port` items, a port being one number or several in brackets. */
function labelled(text: string): SessionService[] {
  return [...text.matchAll(ITEM)].map(([, name = '', protocol = '', several, one = '']) => ({
    name,
    protocol,
    ports: (several ?? one).split(',').map(Number),
  }))
}
