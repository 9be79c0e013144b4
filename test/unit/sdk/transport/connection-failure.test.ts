import {expect} from 'chai'
import {AbortedError, RequestTimeoutError} from '../../../../src/sdk/errors.js'
import {readConnectionFailure} from '../../../../src/sdk/transport/connection-failure.js'

const ENDPOINT = 'https://manager.example.com'

function coded(code: string, message = 'low-level words'): Error {
  return Object.assign(new Error(message), {code})
}

function read(cause: unknown, signal?: AbortSignal) {
  return readConnectionFailure(cause, ENDPOINT, 5000, signal)
}

describe('a try that ended without an answer', () => {
  for (const [code, words] of [
    ['ECONNREFUSED', 'connection refused'],
    ['ENOTFOUND', 'unknown host'],
    ['EAI_AGAIN', 'the name server does not answer'],
    ['EHOSTUNREACH', 'no route to the host'],
    ['ENETUNREACH', 'no route to the network'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timed out while connecting'],
  ] as const) {
    it(`sent nothing when it ended with ${code}`, () => {
      const {failure, error} = read(coded(code))

      expect(failure).to.deep.equal({kind: 'not-connected'})
      expect(error.message).to.equal(`Cannot reach ${ENDPOINT} (${words}).`)
    })
  }

  for (const [code, words] of [
    ['ECONNRESET', 'the connection was reset'],
    ['EPIPE', 'the connection was closed'],
    ['UND_ERR_SOCKET', 'the connection was closed'],
    ['ETIMEDOUT', 'timed out'],
    ['EWHATEVER', 'low-level words'],
  ] as const) {
    it(`may have been carried out when it ended with ${code}`, () => {
      const {failure, error} = read(coded(code))

      expect(failure).to.deep.equal({kind: 'connection-lost'})
      expect(error.message).to.equal(`Cannot reach ${ENDPOINT} (${words}).`)
    })
  }

  it('sent nothing when the time ran out while the connection was being made', () => {
    const cause = Object.assign(coded('ETIMEDOUT'), {syscall: 'connect'})

    expect(read(cause).failure).to.deep.equal({kind: 'not-connected'})
  })

  it('is known by the first of several addresses that were tried', () => {
    const cause = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')])

    expect(read(cause).error.message).to.equal(`Cannot reach ${ENDPOINT} (connection refused).`)
  })

  it('is known by what caused it', () => {
    const cause = new TypeError('fetch failed', {cause: coded('ENOTFOUND')})

    expect(read(cause).error.message).to.include('(unknown host)')
  })

  for (const code of [
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ]) {
    it(`is not repeated when the certificate is bad (${code})`, () => {
      const {failure, error} = read(coded(code))

      expect(failure).to.equal(undefined)
      expect(error.message).to.equal(`The certificate of ${ENDPOINT} cannot be verified (${code}).`)
    })
  }

  it('is not repeated when the manager wants another client certificate', () => {
    const {failure, error} = read(coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'))

    expect(failure).to.equal(undefined)
    expect(error.hints.join()).to.include('client certificate')
  })

  it('is repeated when the proxy in front is the one that failed in passing', () => {
    const {failure} = read(coded('UND_ERR_ABORTED', 'Proxy response (502) !== 200 when HTTP Tunneling'))

    expect(failure).to.deep.equal({kind: 'connection-lost'})
  })

  it('tells a passed time limit with its length', () => {
    const {failure, error} = read(new DOMException('late', 'TimeoutError'))

    expect(failure).to.deep.equal({kind: 'connection-lost'})
    expect(error).to.be.instanceOf(RequestTimeoutError)
    expect(error.message).to.equal(`${ENDPOINT} did not answer within 5 s.`)
  })

  it('is an interruption whenever the caller has interrupted', () => {
    const {failure, error} = read(coded('ECONNRESET'), AbortSignal.abort())

    expect(failure).to.equal(undefined)
    expect(error).to.be.instanceOf(AbortedError)
  })

  it('keeps what was thrown as its cause', () => {
    const cause = coded('ECONNRESET')

    expect(read(cause).error.cause).to.equal(cause)
    expect(read('thrown text').error.message).to.equal(`Cannot reach ${ENDPOINT} (thrown text).`)
  })
})
