// @ts-check
// The server's ceiling: the requests that `bai session create` sends, signed, in a bare loop with nothing around it.
// usage: node raw-create.mjs COUNT IN_FLIGHT, with BACKEND_* in the environment.
import {createHash, createHmac} from 'node:crypto'
import {Agent, request} from 'node:http'

const {BACKEND_ENDPOINT = '', BACKEND_ACCESS_KEY = '', BACKEND_SECRET_KEY = ''} = process.env
const VERSION = 'v9.20250722'
const [count, inFlight] = process.argv.slice(2).map(Number)
const endpoint = new URL(BACKEND_ENDPOINT)
const agent = new Agent({keepAlive: true})
const nothing = createHash('sha256').update('').digest('hex')
const run = Date.now().toString(36)
let next = 0

await Promise.all(Array.from({length: inFlight ?? 1}, worker))
agent.destroy()

async function worker() {
  while (next < (count ?? 0)) await create(next++)
}

/** @param {number} i */
function create(i) {
  const body = JSON.stringify({
    image: 'local.bai/stable/python:3.11.7',
    architecture: 'x86_64',
    name: `raw-${run}-${i}`,
    sessionType: 'interactive',
    enqueueOnly: true,
    domain: 'default',
    group: 'default',
    config: {resources: {cpu: '1', mem: '1073741824', 'cuda.shares': '1'}, scalingGroup: 'default'},
  })
  const options = {host: endpoint.hostname, port: endpoint.port, path: '/session', method: 'POST', agent}
  return new Promise((resolve, reject) => {
    request({...options, headers: signed()}, (answer) => {
      answer.resume()
      answer.once('end', () =>
        answer.statusCode === 201 ? resolve(undefined) : reject(new Error(`status ${answer.statusCode}`)),
      )
    })
      .once('error', reject)
      .end(body)
  })
}

function signed() {
  const date = new Date().toISOString()
  const text = [
    'POST',
    '/session',
    date,
    `host:${endpoint.host}`,
    'content-type:application/json',
    `x-backendai-version:${VERSION}`,
    nothing,
  ].join('\n')
  const day = date.slice(0, 10).replaceAll('-', '')
  const key = hmac(hmac(BACKEND_SECRET_KEY, day), endpoint.host)
  return {
    host: endpoint.host,
    date,
    'content-type': 'application/json',
    'x-backendai-version': VERSION,
    authorization: `BackendAI signMethod=HMAC-SHA256, credential=${BACKEND_ACCESS_KEY}:${hmac(key, text).toString('hex')}`,
  }
}

/**
 * @param {string | Buffer} key
 * @param {string} text
 */
function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest()
}
