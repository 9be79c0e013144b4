import {UsageError} from '../errors.js'
import {forwardPort, type BackendAI, type PortForward, type Session} from '../../sdk/index.js'

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
  const {to, signal, onReady} = forwarding
  const isNumber = /^\d+$/.test(to)
  if (isNumber && (Number(to) < 1 || Number(to) > 65_535)) throw new UsageError(`${to} is not a port.`)
  const channel = isNumber ? await client.openChannel(session, {signal}) : undefined
  try {
    const open = () => channel?.connect(Number(to)) ?? client.apps.connect(session.id, to, {signal})
    await forwarded(forwarding, (onError) => forwardPort({open, port: forwarding.port, signal, onError}), {
      onReady,
    })
  } finally {
    channel?.close()
  }
}

/** Begins to listen, tells of the port, and waits for the end. Connections that fail are only told of. */
export async function forwarded(
  {port, note}: Pick<Forwarding, 'port' | 'note'>,
  begin: (onError: (error: Error) => void) => Promise<PortForward>,
  {onReady}: Pick<Forwarding, 'onReady'>,
): Promise<void> {
  const begun = await begin((error) => note(`Warning: a connection failed: ${error.message}`)).catch(
    (error: unknown) => {
      throw isTaken(error) ? new UsageError(`Port ${port} is taken on this machine.`) : error
    },
  )
  onReady(begun.port)
  await begun.ended
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}
