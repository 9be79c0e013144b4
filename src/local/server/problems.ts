/** Extra facts of one problem. */
export interface ProblemDetail {
  msg?: string
  data?: unknown
}

/** An error answer, with the body the manager gives: `application/problem+json`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
    readonly title: string,
    readonly errorCode: string,
    readonly detail: ProblemDetail = {},
  ) {
    super(detail.msg ?? title)
    this.name = 'Problem'
  }

  /** The body, in the manager's order of keys. */
  toJSON(): Record<string, unknown> {
    return {
      type: `https://api.backend.ai/probs/${this.slug}`,
      title: this.title,
      error_code: this.errorCode,
      ...this.detail,
    }
  }
}

/** 400: the request's form is wrong (a missing field, a wrong type). */
export function malformedParameters(msg: string): Problem {
  return new Problem(
    400,
    'generic-bad-request',
    'Invalid or Missing API Parameters.',
    'api_parsing_invalid-parameters',
    {msg},
  )
}

/** 400: the body is no JSON. */
export function malformedBody(msg: string): Problem {
  return new Problem(400, 'generic-bad-request', 'Malformed request body.', 'api_parsing_bad-request', {msg})
}

/** 400: the request is well formed and asks for something that cannot be. */
export function invalidParameters(msg: string, data?: unknown): Problem {
  const detail = data === undefined ? {msg} : {msg, data}
  return new Problem(
    400,
    'invalid-api-params',
    'Missing or invalid API parameters.',
    'api_generic_invalid-parameters',
    detail,
  )
}

/** 400: an API version that is not on the list. */
export function unsupportedVersion(): Problem {
  return new Problem(400, 'generic-bad-request', 'Bad request.', 'backendai_generic_bad-request', {
    msg: 'Unsupported API version.',
  })
}

/** 400: the authorization header is malformed, or the clocks differ. */
export function invalidAuthorization(msg: string): Problem {
  return new Problem(
    400,
    'invalid-auth-params',
    'Missing or invalid authorization parameters.',
    'user_auth_invalid-parameters',
    {msg},
  )
}

/** 401: key, signature or password refused. */
export function authFailed(msg: string): Problem {
  return new Problem(401, 'auth-failed', 'Credential/signature mismatch.', 'user_auth_unauthorized', {msg})
}

/** 403: this account may not do it. */
export function forbidden(msg = 'Insufficient privileges'): Problem {
  return new Problem(403, 'generic-forbidden', 'Forbidden operation.', 'backendai_generic_forbidden', {msg})
}

/** 404: `No such session.` and the like; `domain` is the first part of the error code. */
export function notFound(object: string, domain: string, msg: string): Problem {
  return new Problem(404, 'object-not-found', `No such ${object}.`, `${domain}_read_not-found`, {msg})
}

/** 404 of a session, by the reference that was asked for. */
export function sessionNotFound(reference: string): Problem {
  return notFound('session', 'session', `Session (id=${reference}) does not exist.`)
}

/** 400: the name is taken and the request does not want the session that has it. */
export function sessionExists(detail: ProblemDetail): Problem {
  return new Problem(
    400,
    'session-already-exists',
    'The session already exists but you requested not to reuse existing one.',
    'session_create_already-exists',
    detail,
  )
}

/** 503: the manager was frozen by an administrator. */
export function frozen(): Problem {
  return new Problem(
    503,
    'server-frozen',
    'The server is frozen due to maintenance. Please try again later.',
    'api_generic_unavailable',
  )
}

/** 501 with the reason. */
export function notImplemented(msg: string): Problem {
  return new Problem(501, 'not-implemented', 'This API is not implemented.', 'api_generic_not-implemented', {
    msg,
  })
}

/** 404 of a path. */
export function unknownPath(path: string): Problem {
  return new Problem(404, 'url-not-found', 'Unknown URL path.', 'api_read_not-found', {data: path})
}

/** 405. */
export function methodNotAllowed(): Problem {
  return new Problem(405, 'method-not-allowed', 'HTTP Method Not Allowed.', 'api_access_forbidden')
}

/** 429. */
export function rateLimitExceeded(): Problem {
  return new Problem(
    429,
    'rate-limit-exceeded',
    'You have reached your API query rate limit.',
    'api_access_unavailable',
  )
}

/** 500 without detail, as the manager answers what it did not expect. */
export function internalError(): Problem {
  return new Problem(
    500,
    'internal-server-error',
    'Internal server error.',
    'backendai_generic_internal-error',
  )
}
