import {expect} from 'chai'
import {NotLoggedInError} from '../../../src/sdk/errors.js'
import type {Transport} from '../../../src/sdk/transport/http.js'
import {fetchKeypair, OtpRequiredError} from '../../../src/sdk/transport/login.js'
import {problem, type HttpServer} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

describe('getting a keypair from the manager', () => {
  const stage = new Stage()
  let manager: HttpServer
  let transport: Transport
  beforeEach(async () => {
    manager = await stage.manager()
    transport = stage.connect(manager, {credentials: {kind: 'anonymous'}})
  })
  afterEach(() => stage.end())

  const form = {username: 'me@example.com', password: 'right', domain: 'research'}

  it('gives the keys and the role', async () => {
    const data = {access_key: 'AK', secret_key: 'SK', role: 'user', response_type: 'SUCCESS'}
    manager.reply('POST /auth/authorize', {json: {data}})

    const keypair = await fetchKeypair(transport, form)

    expect(keypair).to.deep.equal({accessKey: 'AK', secretKey: 'SK', role: 'user'})
    expect(JSON.parse(manager.requestTo('POST /auth/authorize').body)).to.deep.equal({
      type: 'keypair',
      ...form,
    })
  })

  it('is refused for a wrong password', async () => {
    manager.reply('POST /auth/authorize', problem(401, 'auth-failed', 'Credential/signature mismatch.'))

    await rejection(fetchKeypair(transport, form), NotLoggedInError)

    expect(manager.requestsTo('POST /auth/authorize')).to.have.length(1)
  })

  it('asks for the one-time password when the account has a second factor', async () => {
    const data = {response_type: 'REQUIRE_TWO_FACTOR_AUTH', token: 't', type: 'keypair'}
    manager.reply('POST /auth/authorize', {json: {data}})

    await rejection(fetchKeypair(transport, form), OtpRequiredError)
  })

  it('asks for the one-time password as older releases say it', async () => {
    const refusal = problem(400, 'rejected-by-hook', 'Operation rejected by a hook.', {
      msg: 'OTP not provided',
    })
    manager.reply('POST /auth/authorize', refusal)

    await rejection(fetchKeypair(transport, form), OtpRequiredError)
  })

  it('says that a second factor must be set up first', async () => {
    const data = {response_type: 'REQUIRE_TWO_FACTOR_REGISTRATION', token: 't', type: 'keypair'}
    manager.reply('POST /auth/authorize', {json: {data}})

    const error = await rejection(fetchKeypair(transport, form), NotLoggedInError)

    expect(error.message).to.equal('This account must set up two-factor authentication first.')
  })

  it('is not taken for done without keys', async () => {
    manager.reply('POST /auth/authorize', {json: {data: {access_key: 'AK', secret_key: null}}})

    const error = await rejection(fetchKeypair(transport, form), NotLoggedInError)

    expect(error.message).to.include('gave no keypair')
  })
})
