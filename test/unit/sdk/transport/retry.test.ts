import {expect} from 'chai'
import {AbortedError} from '../../../../src/sdk/errors.js'
import {parseRetryAfter, retryDelayMs, sleep, type Failure} from '../../../../src/sdk/transport/retry.js'
import {rejection} from '../../../support/rejection.js'

const status = (code: number, more: {slug?: string; retryAfterMs?: number} = {}): Failure => ({
  kind: 'status',
  status: code,
  slug: more.slug ?? '',
  retryAfterMs: more.retryAfterMs,
})
const NO_JITTER = () => 1

describe('whether a request is sent again', () => {
  for (const code of [429, 500, 502, 503, 504]) {
    it(`is yes after ${code} when it changes nothing`, () => {
      expect(retryDelayMs(status(code), {attempt: 0, idempotent: true})).to.be.a('number')
    })
  }

  for (const code of [400, 401, 403, 404, 409, 410, 422, 501]) {
    it(`is no after ${code}: the same would come back`, () => {
      expect(retryDelayMs(status(code), {attempt: 0, idempotent: true})).to.equal(undefined)
    })
  }

  for (const code of [429, 503]) {
    it(`is yes after ${code} even when it changes something: it was not carried out`, () => {
      expect(retryDelayMs(status(code), {attempt: 0, idempotent: false})).to.be.a('number')
    })
  }

  for (const code of [500, 502, 504]) {
    it(`is no after ${code} when it changes something: it may have been carried out`, () => {
      expect(retryDelayMs(status(code), {attempt: 0, idempotent: false})).to.equal(undefined)
    })
  }

  it('is yes after a refused connection, whatever it does', () => {
    expect(retryDelayMs({kind: 'not-connected'}, {attempt: 0, idempotent: false})).to.be.a('number')
  })

  it('depends on what it does when the connection was lost', () => {
    expect(retryDelayMs({kind: 'connection-lost'}, {attempt: 0, idempotent: true})).to.be.a('number')
    expect(retryDelayMs({kind: 'connection-lost'}, {attempt: 0, idempotent: false})).to.equal(undefined)
  })

  it('is no while the manager is frozen', () => {
    expect(retryDelayMs(status(503, {slug: 'server-frozen'}), {attempt: 0, idempotent: true})).to.equal(
      undefined,
    )
  })

  for (const slug of ['login-blocked', 'too-many-requests']) {
    it(`is no when logins are limited (${slug}): each try prolongs it`, () => {
      expect(retryDelayMs(status(429, {slug}), {attempt: 0, idempotent: true})).to.equal(undefined)
    })
  }
})

describe('the pause before a request is sent again', () => {
  it('doubles, up to ten seconds', () => {
    const pauses = [0, 1, 2, 3, 10].map((attempt) =>
      retryDelayMs(status(500), {attempt, idempotent: true, random: NO_JITTER}),
    )

    expect(pauses).to.deep.equal([250, 500, 1000, 2000, 10_000])
  })

  it('begins as short as the program wishes', () => {
    const terms = {attempt: 1, idempotent: true, firstPauseMs: 10, random: NO_JITTER}

    expect(retryDelayMs(status(500), terms)).to.equal(20)
  })

  it('varies between half and all of it', () => {
    expect(retryDelayMs(status(500), {attempt: 2, idempotent: true, random: () => 0})).to.equal(500)
    expect(retryDelayMs(status(500), {attempt: 2, idempotent: true, random: NO_JITTER})).to.equal(1000)
  })

  it('is as long as the manager asks for', () => {
    expect(
      retryDelayMs(status(429, {retryAfterMs: 7000}), {attempt: 0, idempotent: true, random: NO_JITTER}),
    ).to.equal(7000)
  })

  it('is not shortened by the manager', () => {
    expect(
      retryDelayMs(status(429, {retryAfterMs: 0}), {attempt: 0, idempotent: true, random: NO_JITTER}),
    ).to.equal(250)
  })

  it('is a minute at most', () => {
    expect(
      retryDelayMs(status(429, {retryAfterMs: 86_400_000}), {
        attempt: 0,
        idempotent: true,
        random: NO_JITTER,
      }),
    ).to.equal(60_000)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')

  for (const [text, ms] of [
    ['0', 0],
    ['3', 3000],
    [' 1.5 ', 1500],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`${JSON.stringify(text)} is ${ms === undefined ? 'ignored' : `${ms} ms`}`, () => {
      expect(parseRetryAfter(text, now)).to.equal(ms)
    })
  }
})

describe('sleeping', () => {
  it('ends at once with AbortedError when the signal fires', async () => {
    const controller = new AbortController()
    const nap = sleep(60_000, controller.signal)

    controller.abort()

    await rejection(nap, AbortedError)
  })
})
