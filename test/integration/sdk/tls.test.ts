import {expect} from 'chai'
import {z} from 'zod'
import {UnreachableError} from '../../../src/sdk/errors.js'
import type {HttpServer} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const anything = z.unknown()
const CALL = {method: 'GET', path: '/x'} as const

describe('a manager behind TLS', () => {
  const stage = new Stage()
  let manager: HttpServer
  beforeEach(async () => {
    manager = await stage.manager(undefined, {tls: await stage.certificate()})
    manager.reply('GET /x', {json: {ok: true}})
  })
  afterEach(() => stage.end())

  it('whose certificate nobody vouches for is refused at once, and says how to go on', async () => {
    const attempts: number[] = []
    const transport = stage.connect(manager, {trace: ({attempt}) => attempts.push(attempt)})

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(
      `The certificate of ${manager.url} cannot be verified (DEPTH_ZERO_SELF_SIGNED_CERT).`,
    )
    expect(error.hints.join()).to.include('certificate authority')
    expect(attempts).to.deep.equal([0])
    expect(manager.requests).to.have.length(0)
  })

  it('is trusted when its authority is given', async () => {
    const {cert} = await stage.certificate()

    const answer = await stage.connect(manager, {tls: {ca: cert}}).json(CALL, anything)

    expect(answer).to.deep.equal({ok: true})
  })

  it('is not trusted under a name that its certificate does not have', async () => {
    const {cert} = await stage.certificate()
    const proxy = await stage.proxy({targetPort: manager.port})
    const transport = stage.client({
      endpoint: 'https://manager.example.com',
      proxy: {httpsProxy: `http://${proxy.host}`},
      tls: {ca: cert},
    })

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(
      'The certificate of https://manager.example.com cannot be verified (ERR_TLS_CERT_ALTNAME_INVALID).',
    )
  })

  it('is trusted blindly only when verification is switched off by name', async () => {
    const answer = await stage.connect(manager, {tls: {verify: false}}).json(CALL, anything)

    expect(answer).to.deep.equal({ok: true})
    await rejection(stage.connect(manager, {tls: {verify: true}}).json(CALL, anything), UnreachableError)
    await rejection(stage.connect(manager, {tls: {}}).json(CALL, anything), UnreachableError)
  })

  it('is shown the client certificate that was given', async () => {
    const {cert, key} = await stage.certificate()
    const strict = await stage.manager(undefined, {tls: {cert, key, requestCert: true, ca: cert}})
    strict.reply('GET /x', {json: {ok: true}})

    const answer = await stage.connect(strict, {tls: {ca: cert, cert, key}}).json(CALL, anything)

    expect(answer).to.deep.equal({ok: true})
  })

  it('that asks for a client certificate is not reached without one', async () => {
    const {cert, key} = await stage.certificate()
    const strict = await stage.manager(undefined, {tls: {cert, key, requestCert: true, ca: cert}})
    const transport = stage.connect(strict, {tls: {ca: cert}, retries: 0})

    await rejection(transport.json(CALL, anything), UnreachableError)

    expect(strict.requests).to.have.length(0)
  })

  it('cannot be reached with certificates that are no PEM texts', async () => {
    const transport = stage.connect(manager, {tls: {ca: 'garbage', cert: 'garbage', key: 'garbage'}})

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    expect(error.message).to.match(/^The certificates that were given cannot be read/)
  })

  it('is not spoken to in plain text by mistake', async () => {
    const transport = stage.client({endpoint: manager.url.replace('https', 'http'), retries: 0})

    await rejection(transport.json(CALL, anything), UnreachableError)

    expect(manager.requests).to.have.length(0)
  })

  it('that speaks plain text is told as such', async () => {
    const plain = await stage.manager()
    const transport = stage.client({endpoint: plain.url.replace('http', 'https')})

    const error = await rejection(transport.json(CALL, anything), UnreachableError)

    expect(error.message).to.equal(`${plain.url.replace('http', 'https')} does not speak TLS.`)
    expect(error.hints.join()).to.include('http://')
  })
})
