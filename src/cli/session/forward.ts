import {UsageError} from '../errors.js'
import {forwardPort, type BackendAI, type Session} from '../../sdk/index.js'

/** A way from a port here to an application or a port of a session. */
export interface Forwarding {
  /** Name of an application, or number of a port inside the session. */
  to: string
  /** Port here; any free one when it is 0. */
  port: number
  signal: AbortSignal
  note: (text: string) => void
  /** Called when connections are taken. */
  onReady: (port: number) => void
}

/** Leads connections on until the signal fires. Rejects when the target is unknown or the port here is taken. */
export async function forward(client: BackendAI, session: Session, forwarding: Forwarding): Promise<void> {
  const {to, signal, note, onReady} = forwarding
  const isNumber = /^\d+$/.test(to)
  if (isNumber && (Number(to) < 1 || Number(to) > 65_535)) throw new UsageError(`${to} is not a port.`)
  const channel = isNumber ? await client.openChannel(session, {signal}) : undefined
  try {
    const open = () => channel?.connect(Number(to)) ?? client.apps.connect(session.id, to, {signal})
    const forwarded = await forwardPort({
      ...{open, port: forwarding.port, signal},
      onError: (error) => note(`Warning: a connection failed: ${error.message}`),
    }).catch((error: unknown) => {
      throw isTaken(error) ? new UsageError(`Port ${forwarding.port} is taken on this machine.`) : error
    })
    onReady(forwarded.port)
    await forwarded.ended
  } finally {
    channel?.close()
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}
