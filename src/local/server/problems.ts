/** Extra facts of one problem. */
export interface ProblemDetail {
  msg?: string
  data?: unknown
}

/** What kind of problem it is: stable over releases, except for the title. */
export interface ProblemKind {
  status: number
  /** Last part of the problem's type. */
  slug: string
  title: string
  /** `<domain>_<operation>_<detail>`. */
  errorCode: string
}

/** An error answer, with the body the manager gives: `application/problem+json`. */
export class Problem extends Error {
  readonly status: number

  constructor(
    readonly kind: ProblemKind,
    readonly detail: ProblemDetail = {},
  ) {
    super(detail.msg ?? kind.title)
    this.name = 'Problem'
    this.status = kind.status
  }

  /** The body, in the manager's order of keys. */
  toJSON(): Record<string, unknown> {
    return {
      type: `https://api.backend.ai/probs/${this.kind.slug}`,
      title: this.kind.title,
      error_code: this.kind.errorCode,
      ...this.detail,
    }
  }
}

/** 400: the request's form is wrong (a missing field, a wrong type). */
export function malformedParameters(msg: string): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'generic-bad-request',
      title: 'Invalid or Missing API Parameters.',
      errorCode: 'api_parsing_invalid-parameters',
    },
    {msg},
  )
}

/** 400: the body is no JSON. */
export function malformedBody(msg: string): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'generic-bad-request',
      title: 'Malformed request body.',
      errorCode: 'api_parsing_bad-request',
    },
    {msg},
  )
}

/** 400: the request is well formed and asks for something that cannot be. */
export function invalidParameters(msg: string, data?: unknown): Problem {
  const detail = data === undefined ? {msg} : {msg, data}
  return new Problem(
    {
      status: 400,
      slug: 'invalid-api-params',
      title: 'Missing or invalid API parameters.',
      errorCode: 'api_generic_invalid-parameters',
    },
    detail,
  )
}

/** 400: an API version that is not on the list. */
export function unsupportedVersion(): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'generic-bad-request',
      title: 'Bad request.',
      errorCode: 'backendai_generic_bad-request',
    },
    {
      msg: 'Unsupported API version.',
    },
  )
}

/** 400: the authorization header is malformed, or the clocks differ. */
export function invalidAuthorization(msg: string): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'invalid-auth-params',
      title: 'Missing or invalid authorization parameters.',
      errorCode: 'user_auth_invalid-parameters',
    },
    {msg},
  )
}

/** 401: key, signature or password refused. */
export function authFailed(msg: string): Problem {
  return new Problem(
    {
      status: 401,
      slug: 'auth-failed',
      title: 'Credential/signature mismatch.',
      errorCode: 'user_auth_unauthorized',
    },
    {msg},
  )
}

/** 403: this account may not do it. */
export function forbidden(msg = 'Insufficient privileges'): Problem {
  return new Problem(
    {
      status: 403,
      slug: 'generic-forbidden',
      title: 'Forbidden operation.',
      errorCode: 'backendai_generic_forbidden',
    },
    {msg},
  )
}

/** 404: `No such session.` and the like; `domain` is the first part of the error code. */
export function notFound(object: string, domain: string, detail: ProblemDetail | string): Problem {
  return new Problem(
    {
      status: 404,
      slug: 'object-not-found',
      title: `No such ${object}.`,
      errorCode: `${domain}_read_not-found`,
    },
    typeof detail === 'string' ? {msg: detail} : detail,
  )
}

/** 404 of an image, by the reference that was asked for. */
export function unknownImage(reference: string, architecture: string): Problem {
  const identifier = `ImageIdentifier(canonical='${reference}', architecture='${architecture}')`
  const msg = `Unknown image references: identifier:${identifier}, alias:'${reference}'`
  return notFound('environment image', 'image', msg)
}

/** 404 of a project. */
export function projectNotFound(detail: ProblemDetail = {}): Problem {
  return new Problem(
    {status: 404, slug: 'project-not-found', title: 'Project not found.', errorCode: 'group_read_not-found'},
    detail,
  )
}

/** 404 of a storage folder. */
export function unknownFolder(data: unknown): Problem {
  return notFound('virtual folder', 'vfolder', {data})
}

/** 404 of a session, by the reference that was asked for. */
export function sessionNotFound(reference: string): Problem {
  return notFound('session', 'session', `Session (id=${reference}) does not exist.`)
}

/** 400: the name is taken and the request does not want the session that has it. */
export function sessionExists(detail: ProblemDetail): Problem {
  return new Problem(
    {
      status: 400,
      slug: 'session-already-exists',
      title: 'The session already exists but you requested not to reuse existing one.',
      errorCode: 'session_create_already-exists',
    },
    detail,
  )
}

/** 503: the manager was frozen by an administrator. */
export function frozen(): Problem {
  return new Problem({
    status: 503,
    slug: 'server-frozen',
    title: 'The server is frozen due to maintenance. Please try again later.',
    errorCode: 'api_generic_unavailable',
  })
}

/** 501 with the reason. */
export function notImplemented(msg: string): Problem {
  return new Problem(
    {
      status: 501,
      slug: 'not-implemented',
      title: 'This API is not implemented.',
      errorCode: 'api_generic_not-implemented',
    },
    {
      msg,
    },
  )
}

/** 404 of a path. */
export function unknownPath(path: string): Problem {
  return new Problem(
    {status: 404, slug: 'url-not-found', title: 'Unknown URL path.', errorCode: 'api_read_not-found'},
    {data: path},
  )
}

/** 405. */
export function methodNotAllowed(): Problem {
  return new Problem({
    status: 405,
    slug: 'method-not-allowed',
    title: 'HTTP Method Not Allowed.',
    errorCode: 'api_access_forbidden',
  })
}

/** 429. */
export function rateLimitExceeded(): Problem {
  return new Problem({
    status: 429,
    slug: 'rate-limit-exceeded',
    title: 'You have reached your API query rate limit.',
    errorCode: 'api_access_unavailable',
  })
}

/** 500 without detail, as the manager answers what it did not expect. */
export function internalError(): Problem {
  return new Problem({
    status: 500,
    slug: 'internal-server-error',
    title: 'Internal server error.',
    errorCode: 'backendai_generic_internal-error',
  })
}
