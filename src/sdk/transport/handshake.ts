import {NotFoundError, ProtocolError} from '../errors.js'
import {handshakeSchema} from '../schemas/handshake.js'
import {parseAnswer} from './answer.js'
import type {EndpointType, Handshake} from './options.js'

/**
 * Reads the answer of `GET /`. Something else than a manager that answers there (a web interface, a proxy's own page)
 * is told as such: it is the commonest way to have the endpoint wrong.
 */
export async function readHandshake(
  answer: Promise<{text: string}>,
  endpoint: string,
  type: EndpointType = 'api',
): Promise<Handshake> {
  try {
    return parseAnswer((await answer).text, handshakeSchema, 'GET /')
  } catch (cause) {
    const isOther = cause instanceof NotFoundError || (cause instanceof ProtocolError && !cause.status)
    if (!isOther) throw cause
    const [what, hint] = WORDS[type]
    throw new ProtocolError(`${endpoint} does not answer as ${what} does.`, {cause, hints: [hint]})
  }
}

const WORDS: Readonly<Record<EndpointType, readonly [string, string]>> = {
  api: [
    'a Backend.AI manager',
    'Check the endpoint. For the address of a web interface, use endpoint type "session" and log in.',
  ],
  session: [
    'a Backend.AI webserver',
    'Check the endpoint. For the manager itself, use endpoint type "api" and a keypair.',
  ],
}
