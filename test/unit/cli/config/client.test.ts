import {expect} from 'chai'
import {clientOptions} from '../../../../src/cli/config/client.js'
import {readEnvironment, type Environment} from '../../../../src/cli/config/environment.js'
import {maskSecret, shownValue} from '../../../../src/cli/config/masks.js'
import {NO_PROFILES} from '../../../../src/cli/config/profile-schema.js'
import {resolveSettings} from '../../../../src/cli/config/resolve.js'
import {flagLayer} from '../../../../src/cli/config/settings.js'
import {UsageError} from '../../../../src/cli/errors.js'
import {NotLoggedInError} from '../../../../src/sdk/errors.js'
import {rejection} from '../../../support/rejection.js'

const KEYS = {BAI_ENDPOINT: 'https://manager', BAI_ACCESS_KEY: 'AK', BAI_SECRET_KEY: 'SK'}

function optionsFor(env: Environment) {
  const environment = readEnvironment(env)
  const resolved = resolveSettings({flags: flagLayer({}), environment, profiles: NO_PROFILES})
  return clientOptions(resolved, {version: '1.2.3'})
}

describe('clientOptions', () => {
  it('hands the settings to the SDK', async () => {
    const options = await optionsFor({...KEYS, BAI_SKIP_SSLCERT_VALIDATION: 'y', BAI_READ_TIMEOUT: '5'})

    expect(options).to.deep.include({
      endpoint: 'https://manager',
      endpointType: 'api',
      credentials: {kind: 'keypair', accessKey: 'AK', secretKey: 'SK'},
      accessKey: 'AK',
      domain: 'default',
      tls: {verify: false},
      requestTimeoutMs: 5000,
      userAgent: 'bai-cli/1.2.3',
    })
  })

  it('uses a proxy only for its own scheme', async () => {
    const env = {...KEYS, http_proxy: 'http://a', no_proxy: 'example.com, .lab, 10.0.0.1'}

    const {proxy} = await optionsFor(env)

    expect(proxy).to.deep.equal({noProxy: 'example.com,.example.com,.lab,10.0.0.1'})
  })

  it('says which certificate file cannot be read, and where its name comes from', async () => {
    const error = await rejection(optionsFor({...KEYS, BAI_CA_FILE: '/nowhere/ca.pem'}), UsageError)

    expect(error.message).to.include('/nowhere/ca.pem (BAI_CA_FILE)').and.to.include('ENOENT')
  })

  it('rejects without an endpoint', async () => {
    const error = await rejection(optionsFor({}), NotLoggedInError)

    expect(error.hints.join()).to.include('bai login')
  })
})

describe('masks', () => {
  it('shows the end of a long secret and nothing of a short one', () => {
    expect([maskSecret('0123456789abcdef'), maskSecret('short')]).to.deep.equal(['****cdef', '****'])
  })

  it('masks secrets only, and passwords of proxies', () => {
    expect(shownValue('accessKey', 'AKIAEXAMPLE')).to.equal('AKIAEXAMPLE')
    expect(shownValue('sessionId', '0123456789abcdef')).to.equal('****cdef')
    expect(shownValue('httpProxy', 'http://me:hunter22@p:1')).to.equal('http://me:****@p:1/')
    expect(shownValue('verifyTls', false)).to.equal(false)
    expect(shownValue('image', undefined)).to.equal(null)
  })
})
