import {createHash, createHmac} from 'node:crypto'
import {request} from 'undici'

/** Sends one signed request to the manager and gives the parsed answer. */
export async function callManager(layout, account, {method, path, body}) {
  const host = `127.0.0.1:${layout.ports.manager}`
  const date = new Date().toISOString()
  const version = layout.release.api
  const text = [
    ...[
      method,
      path,
      date,
      `host:${host}`,
      'content-type:application/json',
      `x-backendai-version:${version}`,
    ],
    createHash('sha256').update('').digest('hex'),
  ].join('\n')
  const dayKey = hmac(account.secretKey, date.slice(0, 10).replaceAll('-', ''))
  const signature = hmac(hmac(dayKey, host), text).toString('hex')
  const answer = await request(`http://${host}${path}`, {
    method,
    headers: {
      Date: date,
      'Content-Type': 'application/json',
      'X-BackendAI-Version': version,
      Authorization: `BackendAI signMethod=HMAC-SHA256, credential=${account.accessKey}:${signature}`,
    },
    ...(body !== undefined && {body: JSON.stringify(body)}),
  })
  const said = await answer.body.text()
  return {status: answer.statusCode, json: said === '' ? undefined : JSON.parse(said)}
}

/** What `GET /` tells about the manager; undefined while it does not answer. */
export async function greet(layout) {
  try {
    const answer = await request(`${layout.endpoint}/`)
    return await answer.body.json()
  } catch {
    return undefined
  }
}

/** Asks the GraphQL of the manager; gives `data`. */
export async function query(layout, account, text, variables = {}) {
  const {status, json} = await callManager(layout, account, {
    method: 'POST',
    path: '/admin/gql',
    body: {query: text, variables},
  })
  if (status !== 200 || json.errors?.length > 0) throw new Error(JSON.stringify(json.errors ?? json))
  return json.data
}

function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest()
}
