import {expect} from 'chai'
import fc from 'fast-check'
import {InvalidValueError} from '../../../../src/sdk/errors.js'
import {endpointUrl, normalizeEndpoints, path} from '../../../../src/sdk/transport/endpoints.js'
import {thrown} from '../../../support/rejection.js'

describe('endpoint addresses', () => {
  it('are split at commas, trimmed, and lose their last slashes', () => {
    const endpoints = normalizeEndpoints(' https://a.example.com/ , http://b.example.com:8091/base// ,')

    expect(endpoints).to.deep.equal(['https://a.example.com', 'http://b.example.com:8091/base'])
  })

  for (const text of ['manager.example.com', 'ftp://manager.example.com', 'https://', 'not a url']) {
    it(`refuses "${text}" and says what is accepted`, () => {
      const error = thrown(() => normalizeEndpoints(text), InvalidValueError)

      expect(error.accepted).to.equal('a manager address such as https://manager.example.com')
    })
  }

  for (const text of ['https://manager.example.com/?x=1', 'https://manager.example.com/base#top']) {
    it(`refuses ${text}: nothing could be appended to it`, () => {
      thrown(() => normalizeEndpoints(text), InvalidValueError)
    })
  }

  it('refuse a password inside, and do not repeat it', () => {
    const error = thrown(
      () => normalizeEndpoints('https://me:hunter2@manager.example.com'),
      InvalidValueError,
    )

    expect(JSON.stringify({...error, message: error.message})).to.not.include('hunter2')
    expect(error.message).to.include('manager.example.com')
  })
})

describe('the address of a call', () => {
  it('keeps the base path of the endpoint', () => {
    const url = endpointUrl('https://example.com/backend', 'api', '/session')

    expect(url.href).to.equal('https://example.com/backend/session')
  })

  it('goes below /func on a webserver', () => {
    const url = endpointUrl('https://example.com/base', 'session', '/session/x')

    expect(url.href).to.equal('https://example.com/base/func/session/x')
  })

  it('leaves the webserver its own paths', () => {
    expect(endpointUrl('https://example.com', 'session', '/server/login').pathname).to.equal('/server/login')
    expect(endpointUrl('https://example.com', 'session', '/server-side').pathname).to.equal(
      '/func/server-side',
    )
  })

  it('repeats lists in the query and leaves out what is undefined', () => {
    const query = {files: ['a b', 'c+d'], limit: 3, all: false, missing: undefined}

    const url = endpointUrl('https://example.com', 'api', '/x', query)

    expect(url.search).to.equal('?files=a+b&files=c%2Bd&limit=3&all=false')
  })

  it('carries any text through the query unchanged', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), fc.string({unit: 'grapheme'}), (name, value) => {
        const url = endpointUrl('https://example.com', 'api', '/x', {[name]: value})

        expect([...new URL(url.href).searchParams]).to.deep.equal([[name, value]])
      }),
    )
  })
})

describe('a path', () => {
  it('encodes its values', () => {
    expect(path`/session/${'a/b c?d#한글'}/logs`).to.equal('/session/a%2Fb%20c%3Fd%23%ED%95%9C%EA%B8%80/logs')
  })

  it('keeps every value in its own segment, whatever the value is', () => {
    const value = fc.string({unit: 'grapheme', minLength: 1}).filter((text) => !/^\.{1,2}$/.test(text))
    fc.assert(
      fc.property(value, (text) => {
        const url = endpointUrl('https://example.com', 'api', path`/session/${text}/logs`)

        const [, first, middle, last, ...rest] = url.pathname.split('/')
        expect([first, decodeURIComponent(middle ?? ''), last, rest]).to.deep.equal([
          'session',
          text,
          'logs',
          [],
        ])
      }),
    )
  })

  for (const value of ['', '.', '..']) {
    it(`refuses "${value}", which would name another path`, () => {
      thrown(() => path`/session/${value}/logs`, InvalidValueError)
    })
  }
})
