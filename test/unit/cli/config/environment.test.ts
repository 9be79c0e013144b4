import {expect} from 'chai'
import {directoriesOf} from '../../../../src/cli/config/directories.js'
import {readEnvironment} from '../../../../src/cli/config/environment.js'
import {UsageError} from '../../../../src/cli/errors.js'
import {thrown} from '../../../support/rejection.js'

describe('readEnvironment', () => {
  it('reads every variable of the Python client', () => {
    const {backend} = readEnvironment({
      BACKEND_ENDPOINT: 'https://a',
      BACKEND_ENDPOINT_TYPE: 'session',
      BACKEND_ACCESS_KEY: 'AK',
      BACKEND_SECRET_KEY: 'SK',
      BACKEND_DOMAIN: 'd',
      BACKEND_GROUP: 'g',
      BACKEND_SKIP_SSLCERT_VALIDATION: 'Yes',
      BACKEND_CONNECTION_TIMEOUT: '10.5',
      BACKEND_READ_TIMEOUT: '0',
    })

    expect(backend.values).to.deep.equal({
      endpoint: 'https://a',
      endpointType: 'session',
      accessKey: 'AK',
      secretKey: 'SK',
      domain: 'd',
      project: 'g',
      verifyTls: false,
      connectTimeoutMs: 10_500,
      requestTimeoutMs: 0,
    })
  })

  it('names the variable a value came from', () => {
    const {bai} = readEnvironment({BAI_PROJECT: 'p', BAI_GROUP: 'g', BAI_CA_FILE: '/ca.pem'})

    expect(bai.values).to.deep.equal({project: 'p', caFile: '/ca.pem'})
    expect(bai.originOf('project')).to.deep.equal({from: 'environment', variable: 'BAI_PROJECT'})
  })

  it('takes an empty variable for unset', () => {
    const {bai, profile} = readEnvironment({
      BAI_ENDPOINT: '',
      BAI_PROFILE: '',
      BAI_SKIP_SSLCERT_VALIDATION: '',
    })

    expect(bai.values).to.deep.equal({})
    expect(profile).to.equal(undefined)
  })

  for (const word of ['y', 'yes', 't', 'true', '1', 'TRUE']) {
    it(`skips verification for ${word}`, () => {
      expect(readEnvironment({BAI_SKIP_SSLCERT_VALIDATION: word}).bai.values.verifyTls).to.equal(false)
    })
  }

  for (const word of ['n', 'no', 'f', 'false', '0', 'No']) {
    it(`verifies for ${word}`, () => {
      expect(readEnvironment({BAI_SKIP_SSLCERT_VALIDATION: word}).bai.values.verifyTls).to.equal(true)
    })
  }

  for (const value of ['', ' ', 'abc', '1e3', '-1', '0x10', 'Infinity', '99999999999', '1,5'].filter(
    Boolean,
  )) {
    it(`refuses a timeout of "${value}"`, () => {
      expect(thrown(() => readEnvironment({BAI_READ_TIMEOUT: value}), UsageError).message).to.include(value)
    })
  }

  it('takes where storage proxies are reached from here', () => {
    const list = 'http://storage:6021=https://storage.example.org,http://b=http://c:1/'

    expect(readEnvironment({BACKEND_OVERRIDE_STORAGE_PROXY: list}).backend.values).to.deep.equal({
      storageProxies: list,
    })
  })

  for (const list of ['http://a', 'http://a=', 'a=b', 'http://a=http://b,', 'http://a=ftp://b']) {
    it(`refuses "${list}" for storage proxies`, () => {
      const error = thrown(() => readEnvironment({BAI_OVERRIDE_STORAGE_PROXY: list}), UsageError)

      expect(error.message).to.include('BAI_OVERRIDE_STORAGE_PROXY')
    })
  }

  describe('proxies, by the rules of curl', () => {
    const proxies = (env: Readonly<Record<string, string>>) => readEnvironment(env).proxies.values

    it('prefers lower case', () => {
      expect(proxies({https_proxy: 'http://low', HTTPS_PROXY: 'http://up'})).to.deep.equal({
        httpsProxy: 'http://low',
      })
    })

    it('uses ALL_PROXY for what has no own', () => {
      const all = proxies({ALL_PROXY: 'http://all', http_proxy: 'http://own'})

      expect(all).to.deep.equal({httpProxy: 'http://own', httpsProxy: 'http://all'})
    })

    it('adds the scheme that was left out', () => {
      expect(proxies({HTTPS_PROXY: 'proxy:3128'})).to.deep.equal({httpsProxy: 'http://proxy:3128'})
    })

    it('does not believe HTTP_PROXY inside a CGI program', () => {
      expect(proxies({REQUEST_METHOD: 'GET', HTTP_PROXY: 'http://evil'})).to.deep.equal({})
    })

    it('refuses other kinds of proxy without repeating a password', () => {
      const error = thrown(() => proxies({ALL_PROXY: 'socks5://me:hunter22@proxy'}), UsageError)

      expect(error.message).to.include('ALL_PROXY').and.not.to.include('hunter22')
    })
  })
})

describe('directoriesOf', () => {
  const platform = {configDir: '/c', cacheDir: '/k', dataDir: '/d'}

  it("uses the platform's folders", () => {
    expect(directoriesOf({}, platform)).to.deep.equal({config: '/c', cache: '/k', state: '/d'})
  })

  it('uses the folders that variables name', () => {
    const env = {BAI_CONFIG_DIR: '/1', BAI_CACHE_DIR: '/2', BAI_STATE_DIR: '/3'}

    expect(directoriesOf(env, platform)).to.deep.equal({config: '/1', cache: '/2', state: '/3'})
  })
})
