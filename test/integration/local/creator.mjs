// One of many processes that create sessions at the same time. Reads its task from argv, writes ids to stdout.
import {createHash, createHmac} from 'node:crypto'
import {request} from 'node:http'

const {endpoint, accessKey, secretKey, prefix, count, body} = JSON.parse(process.argv[2] ?? '{}')
const VERSION = 'v9.20250722'

function authorization(date) {
  const {host} = new URL(endpoint)
  const empty = createHash('sha256').update('').digest('hex')
  const text = `POST\n/session\n${date}\nhost:${host}\ncontent-type:application/json\nx-backendai-version:${VERSION}\n${empty}`
  const hmac = (key, message) => createHmac('sha256', key).update(message).digest()
  const key = hmac(hmac(secretKey, date.slice(0, 10).replaceAll('-', '')), host)
  return `BackendAI signMethod=HMAC-SHA256, credential=${accessKey}:${hmac(key, text).toString('hex')}`
}

function create(name) {
  const date = new Date().toISOString()
  const headers = {
    'Content-Type': 'application/json',
    'X-BackendAI-Version': VERSION,
    'X-BackendAI-Date': date,
    Authorization: authorization(date),
  }
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint}/session`, {method: 'POST', headers}, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => {
        if (response.statusCode === 201) resolve(JSON.parse(text).sessionId)
        else reject(new Error(`${response.statusCode} ${text}`))
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({...body, name}))
  })
}

const ids = await Promise.all(Array.from({length: count}, (_, index) => create(`${prefix}-${index}`)))
process.stdout.write(JSON.stringify(ids))
