import {AbortedError, ProtocolError, UnavailableError, UnreachableError} from '../../../sdk/errors.js'
import type {EndpointType, Transport} from '../../../sdk/index.js'

/**
 * Finds out what stands at an address: a manager answers at `/`, a webserver passes `/func/` on to one.
 * Rejects with `UnreachableError`, or `ProtocolError` when it is neither.
 */
export async function detectEndpointType(
  connect: (type: EndpointType) => Promise<Transport>,
  signal: AbortSignal,
): Promise<EndpointType> {
  const failures: unknown[] = []
  for (const type of ['api', 'session'] as const) {
    const transport = await connect(type)
    try {
      await transport.handshake({signal})
      return type
    } catch (error) {
      if (error instanceof UnreachableError || error instanceof AbortedError) throw error
      failures.push(error)
    } finally {
      await transport.close()
    }
  }
  throw failures.find((failure) => failure instanceof UnavailableError) ?? neither(failures)
}

function neither(failures: readonly unknown[]): ProtocolError {
  return new ProtocolError('The address answers, but not as a Backend.AI manager or webserver does.', {
    hints: ['Check the address; a base path belongs to it. With --endpoint-type the check is skipped.'],
    cause: failures[0],
  })
}
