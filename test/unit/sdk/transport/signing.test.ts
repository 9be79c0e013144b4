import {createHash} from 'node:crypto'
import {expect} from 'chai'
import fc from 'fast-check'
import {authorization, sign, stringToSign, type SignedParts} from '../../../../src/sdk/transport/signing.js'
import {expectedAuthorization, signText} from '../../../support/independent-signature.js'
import {KEYPAIR} from '../../../support/manager.js'

interface Vector {
  title: string
  parts: SignedParts
  length: number
  textHash: string
  signature: string
}

/** The protocol's worked examples: made with the manager's own code. */
const VECTORS: readonly Vector[] = [
  {
    title: 'a GET with a query and no body',
    parts: {
      method: 'GET',
      target: '/session/_/match?id=my-sess',
      date: '2024-03-15T09:26:53.589793+00:00',
      host: 'api.example.com',
      contentType: 'text/plain',
      version: 'v6.20220615',
    },
    length: 206,
    textHash: '2cdb5f586ec58af0d683a760d1f42df68990a8a3924ada7c01c50e3a7f3680ef',
    signature: '611dcbab0b6fb1f92e8d3e0b5ec649d0858268d50d585ca41570e47abeae1636',
  },
  {
    title: 'a POST of JSON to a port that is not the default',
    parts: {
      method: 'POST',
      target: '/session',
      date: '2024-03-15T09:26:53+00:00',
      host: '127.0.0.1:8091',
      contentType: 'application/json',
      version: 'v6.20220615',
    },
    length: 186,
    textHash: 'd7f574b4e9d7239083d0e645a89d90853c270ea4cb6710ebb5b5da7f74d39ad3',
    signature: '668f670091a36876fdedde547fc428374cb68a0548e32dccb5440fd2dcd422e3',
  },
  {
    title: 'an upload in parts',
    parts: {
      method: 'POST',
      target: '/session/my-sess/upload',
      date: '2024-03-15T09:26:53+00:00',
      host: '127.0.0.1:8091',
      contentType: 'multipart/form-data',
      version: 'v6.20220615',
    },
    length: 204,
    textHash: '2c936da636d882c01635810759c534d78e0f3e3bbe61c39916d708daeb599076',
    signature: 'b37856242d711d6ae19c1304faf0a01fcf45c9d8a8d4dd6bb3ea49d8d02a4e1a',
  },
  {
    title: 'a stream, which has no content type',
    parts: {
      method: 'GET',
      target: '/session/my-sess',
      date: '2024-03-15T09:26:53.589793+00:00',
      host: 'api.example.com:443',
      contentType: 'application/octet-stream',
      version: 'v9.20250722',
    },
    length: 213,
    textHash: 'ac363883264ed04038136f7572478cbd823c246ebfd1b4af6ef6f7a9436c2c63',
    signature: '4d81395c4b984101d5c40889ff609d9bfc60abae27641a8c2d5280e8a1c673c9',
  },
]

const anyParts: fc.Arbitrary<SignedParts> = fc.record({
  method: fc.constantFrom('GET', 'post', 'Delete'),
  target: fc.webPath().map((path) => (path.startsWith('/') ? path : `/${path}`)),
  date: fc
    .date({min: new Date('1970-01-02'), max: new Date('2999-12-31'), noInvalidDate: true})
    .map((date) => date.toISOString()),
  host: fc.webAuthority({withPort: true}),
  contentType: fc.constantFrom('application/json', 'text/plain', 'application/octet-stream'),
  version: fc.constantFrom('v6.20220615', 'v8.20240915', 'v9.20250722'),
})

describe('signing a request', () => {
  for (const {title, parts, length, textHash, signature} of VECTORS) {
    it(`signs ${title} as the manager does`, () => {
      const text = stringToSign(parts)

      expect(Buffer.byteLength(text)).to.equal(length)
      expect(createHash('sha256').update(text).digest('hex')).to.equal(textHash)
      expect(sign(parts, KEYPAIR.secretKey)).to.equal(signature)
    })
  }

  it('names the method, the access key and the signature in the header', () => {
    const [vector] = VECTORS
    if (!vector) throw new Error('There is no vector')

    const header = authorization(vector.parts, KEYPAIR)

    expect(header).to.equal(
      `BackendAI signMethod=HMAC-SHA256, credential=AKIAEXAMPLE0000000AB:${vector.signature}`,
    )
  })

  it('agrees with an independent implementation on any request and any secret', async () => {
    await fc.assert(
      fc.asyncProperty(anyParts, fc.string({unit: 'grapheme', minLength: 1}), async (parts, secretKey) => {
        const header = authorization(parts, {accessKey: 'AK', secretKey})

        const arrived = {
          method: parts.method,
          target: parts.target,
          headers: {
            host: parts.host,
            'x-backendai-date': parts.date,
            'content-type': parts.contentType,
            'x-backendai-version': parts.version,
          },
        }
        expect(header).to.equal(await expectedAuthorization(arrived, 'AK', secretKey))
      }),
      {numRuns: 50},
    )
  }).timeout(10_000)

  it('takes the day from the date as written, in its own offset', async () => {
    const parts = {...(VECTORS[0] as Vector).parts, date: '2024-03-16T00:30:00+09:00'}

    const signature = sign(parts, 'secret')

    const onThe16th = {date: '2024-03-16', host: parts.host, secretKey: 'secret'}
    expect(signature).to.equal(await signText(stringToSign(parts), onThe16th))
  })

  it('changes with every part that it covers', () => {
    const {parts} = VECTORS[1] as Vector
    const original = sign(parts, KEYPAIR.secretKey)

    const changed: SignedParts[] = [
      {...parts, method: 'PUT'},
      {...parts, target: '/session?x=1'},
      {...parts, date: '2024-03-15T09:26:54+00:00'},
      {...parts, host: '127.0.0.1:8092'},
      {...parts, contentType: 'text/plain'},
      {...parts, version: 'v9.20250722'},
    ]
    for (const other of changed) expect(sign(other, KEYPAIR.secretKey)).to.not.equal(original)
    expect(sign(parts, 'another')).to.not.equal(original)
  })
})
