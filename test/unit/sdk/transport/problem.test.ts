import {expect} from 'chai'
import {
  AmbiguousReferenceError,
  ConflictError,
  ManagerError,
  NotAllowedError,
  NotFoundError,
  NotLoggedInError,
  QuotaError,
  RejectedError,
  UnavailableError,
  UnsupportedError,
} from '../../../../src/sdk/errors.js'
import {problemError} from '../../../../src/sdk/transport/problem.js'

function problemBody(slug: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({type: `https://api.backend.ai/probs/${slug}`, title: 'A title.', ...more})
}

describe('the class of an error answer', () => {
  for (const [status, slug, kind] of [
    [400, 'session-already-exists', ConflictError],
    [400, 'quota-exceeded', QuotaError],
    [400, 'invalid-auth-params', NotLoggedInError],
    [400, 'invalid-credentials', NotLoggedInError],
    [400, 'kernel-not-ready', ConflictError],
    [400, 'invalid-api-params', RejectedError],
    [401, 'auth-failed', NotLoggedInError],
    [401, 'password-expired', NotLoggedInError],
    [403, 'generic-forbidden', NotAllowedError],
    [403, 'insufficient-privilege', NotAllowedError],
    [404, 'object-not-found', NotFoundError],
    [404, 'vfolder-not-found', NotFoundError],
    [405, 'method-not-allowed', UnsupportedError],
    [409, 'vfolder-already-exists', ConflictError],
    [410, 'vfolder-gone', NotFoundError],
    [422, 'scaling-group-session-type-not-allowed', RejectedError],
    [429, 'rate-limit-exceeded', QuotaError],
    [500, 'internal-server-error', ManagerError],
    [501, 'not-implemented', UnsupportedError],
    [502, 'bad-gateway', UnavailableError],
    [503, 'server-frozen', UnavailableError],
    [504, 'storage-proxy-timeout', UnavailableError],
    [418, 'something-new', RejectedError],
    [599, 'something-new', ManagerError],
  ] as const) {
    it(`is ${kind.name} for ${status} ${slug}`, () => {
      const error = problemError(status, problemBody(slug))

      expect(error).to.be.instanceOf(kind)
      expect([error.name, error.status, error.problem]).to.deep.equal([kind.name, status, slug])
    })
  }
})

describe('an error answer', () => {
  it('keeps the manager’s code, data and request id', () => {
    const body = problemBody('session-already-exists', {
      error_code: 'session_create_already-exists',
      data: {existingSessionId: 'abc'},
    })

    const error = problemError(409, body, 'req-1')

    expect(error.managerCode).to.equal('session_create_already-exists')
    expect(error.data).to.deep.equal({existingSessionId: 'abc'})
    expect(error.requestId).to.equal('req-1')
  })

  it('of a release without error codes has none', () => {
    const error = problemError(404, problemBody('object-not-found'))

    expect([error.managerCode, error.requestId, error.data]).to.deep.equal([undefined, undefined, undefined])
  })

  it('says the title and the detail in one sentence', () => {
    const body = problemBody('object-not-found', {title: 'No such session.', msg: 'train-1 (live)'})

    expect(problemError(404, body).message).to.equal('No such session: train-1 (live).')
  })

  it('takes the detail from `details` of a webserver', () => {
    const body = problemBody('bad-gateway', {title: 'Bad gateway', details: 'manager is away!'})

    expect(problemError(502, body).message).to.equal('Bad gateway: manager is away!')
  })

  it('without a title says its `error_msg`, once and without the JSON around it', () => {
    const error = problemError(400, JSON.stringify({error_msg: 'old password is wrong'}))

    expect(error.message).to.equal('old password is wrong.')
  })

  it('that is a page of a proxy keeps its words and loses its markup', () => {
    const page =
      '<html><head><style>b{color:red}</style><title>502 Bad Gateway</title></head>' +
      '<body><script>alert(1)</script><h1>502 Bad Gateway</h1>\n<p>nginx</p></body></html>'

    const error = problemError(502, page)

    expect(error).to.be.instanceOf(UnavailableError)
    expect(error.message).to.equal('502 Bad Gateway 502 Bad Gateway nginx.')
  })

  it('that is long is cut short', () => {
    expect(problemError(500, 'x'.repeat(100_000)).message.length).to.be.below(250)
  })

  for (const body of ['', '   ', '<html></html>']) {
    it(`that says nothing (${JSON.stringify(body)}) names the status`, () => {
      expect(problemError(500, body).message).to.equal('HTTP status 500.')
    })
  }

  it('with fields of wrong types is still read', () => {
    const body = JSON.stringify({type: 5, title: {a: 1}, msg: ['b'], error_code: 7, data: null})

    const error = problemError(500, body)

    expect(error).to.be.instanceOf(ManagerError)
    expect(error.message).to.equal('{"a":1}: ["b"].')
  })

  it('that is JSON but no object is taken as text', () => {
    expect(problemError(400, '"nope"').message).to.equal('"nope".')
    expect(problemError(400, 'null').message).to.equal('null.')
  })

  it('of several sessions lists them as candidates', () => {
    const matches = [
      {id: 'id-1', name: 'train', status: 'RUNNING'},
      {id: 'id-2', name: 'train-2', status: 'PENDING'},
      'garbage',
    ]

    const error = problemError(404, problemBody('too-many-sessions-matched', {data: {matches}}))

    expect(error).to.be.instanceOf(AmbiguousReferenceError)
    expect((error as AmbiguousReferenceError).candidates).to.deep.equal(matches.slice(0, 2))
    expect(error.message).to.include('train (id-1, RUNNING), train-2 (id-2, PENDING)')
  })

  it('about the clock says how to set it right', () => {
    const body = problemBody('invalid-auth-params', {title: 'Missing params', msg: 'Date/time sync error'})

    expect(problemError(400, body).hints.join()).to.include('clock')
  })

  it('of a frozen manager says who can help', () => {
    expect(problemError(503, problemBody('server-frozen')).hints.join()).to.include('administrator')
  })
})
