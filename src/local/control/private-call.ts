import {request} from 'node:http'
import {z} from 'zod'
import {authorization} from '../../sdk/transport/signing.js'
import {readAccounts} from '../cluster/account-file.js'
import {NotRunningError} from '../errors.js'
import {API_VERSION} from '../server/version.js'
import {liveServer} from './server-file.js'

/** What the cluster answered to a request of its own commands. */
export interface PrivateAnswer {
  status: number
  body: unknown
}

export interface PrivateCall {
  method: 'GET' | 'POST' | 'DELETE'
  target: string
  body?: unknown
  signal?: AbortSignal | undefined
}

/** Asks the cluster of a folder, with its administrator's key. @throws NotRunningError */
export async function privateCall(folder: string, call: PrivateCall): Promise<PrivateAnswer> {
  const server = await liveServer(folder)
  if (!server) throw new NotRunningError('The local cluster does not run.', ['Start it with `bai local up`.'])
  const {admin} = await readAccounts(folder)
  if (!admin) throw new NotRunningError('The local cluster has no administrator.', ['See `bai local reset`.'])
  const {host} = new URL(server.endpoint)
  const signed = {
    method: call.method,
    target: call.target,
    date: new Date().toISOString(),
    host,
    contentType: 'application/json',
    version: API_VERSION,
  }
  const headers = {
    'Content-Type': signed.contentType,
    'X-BackendAI-Version': signed.version,
    Date: signed.date,
    Authorization: authorization(signed, admin),
  }
  return send(new URL(call.target, server.endpoint), headers, call)
}

function send(
  url: URL,
  headers: Record<string, string>,
  {method, body, signal}: PrivateCall,
): Promise<PrivateAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {method, headers, ...(signal && {signal})}, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text)})
      })
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

const problemSchema = z.looseObject({
  title: z.string().default('The request failed.'),
  msg: z.string().optional(),
})

/** What a refusal says, in one line. */
export function refusal({body}: PrivateAnswer): string {
  const {title, msg} = problemSchema.parse(body ?? {})
  return msg === undefined ? title : `${title} ${msg}`
}
