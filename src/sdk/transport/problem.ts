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
  type Candidate,
  type SdkError,
  type SdkErrorOptions,
} from '../errors.js'

/** A manager's error body (`application/problem+json`), whatever release sent it. */
export interface Problem {
  slug: string
  title: string
  detail: string | undefined
  managerCode: string | undefined
  data: unknown
}

type ProblemError = new (message: string, options: SdkErrorOptions) => SdkError

/** Slugs that decide by themselves; all others are decided by the HTTP status. */
const BY_SLUG: Readonly<Record<string, ProblemError>> = {
  'session-already-exists': ConflictError,
  'vfolder-already-exists': ConflictError,
  'vfolder-deletion-not-allowed': ConflictError,
  'vfolder-filter-status-failed': ConflictError,
  'vfolder-permission-error': NotAllowedError,
  'storage-permission-not-allowed': NotAllowedError,
  'session-invalid-state': ConflictError,
  'kernel-not-ready': ConflictError,
  'quota-exceeded': QuotaError,
  'rate-limit-exceeded': QuotaError,
  'invalid-credentials': NotLoggedInError,
  'invalid-auth-params': NotLoggedInError,
  'auth-failed': NotLoggedInError,
  'generic-forbidden': NotAllowedError,
  'not-implemented': UnsupportedError,
  'server-frozen': UnavailableError,
}

const BY_STATUS: Readonly<Record<number, ProblemError>> = {
  401: NotLoggedInError,
  403: NotAllowedError,
  404: NotFoundError,
  405: UnsupportedError,
  409: ConflictError,
  410: NotFoundError,
  429: QuotaError,
  501: UnsupportedError,
  502: UnavailableError,
  503: UnavailableError,
  504: UnavailableError,
}

/**
 * Reads an error body; anything that is not a problem document becomes one with the raw text, cut short.
 * A webserver puts the manager's problem into `data` of its own answer to a login.
 */
export function readProblem(status: number, body: string): Problem {
  const outer = parseObject(body)
  const parsed = outer?.['authenticated'] === false && isObject(outer['data']) ? outer['data'] : outer
  const type = textOf(parsed?.['type']) ?? ''
  const title = textOf(parsed?.['title'])
  const detail = textOf(parsed?.['msg']) ?? textOf(parsed?.['details']) ?? textOf(parsed?.['error_msg'])
  return {
    slug: /\/probs\/([\w-]+)\/?$/.exec(type)?.[1] ?? '',
    title: title ?? detail ?? (plainText(body) || `HTTP status ${status}`),
    detail: title === undefined ? undefined : detail,
    managerCode: textOf(parsed?.['error_code']),
    data: outer?.['data'],
  }
}

/** Turns an error answer into the narrowest error class. */
export function problemError(status: number, body: string, requestId?: string): SdkError {
  const problem = readProblem(status, body)
  const options: SdkErrorOptions = {
    status,
    ...(problem.slug && {problem: problem.slug}),
    ...(problem.managerCode && {managerCode: problem.managerCode}),
    ...(requestId && {requestId}),
    ...(problem.data !== undefined && {data: problem.data}),
    hints: hintsFor(problem),
  }
  if (problem.slug === 'too-many-sessions-matched') {
    return new AmbiguousReferenceError('this name', readMatches(problem.data), options)
  }
  const message = sentence(problem.detail ? `${trimEnd(problem.title)}: ${problem.detail}` : problem.title)
  const ErrorClass =
    BY_SLUG[problem.slug] ?? BY_STATUS[status] ?? (status >= 500 ? ManagerError : RejectedError)
  return new ErrorClass(message, options)
}

function hintsFor(problem: Problem): string[] {
  if (/sync error/i.test(`${problem.title} ${problem.detail ?? ''}`)) {
    return ['The clocks of this machine and the manager differ by more than 15 minutes; set the clock (NTP).']
  }
  if (problem.slug === 'server-frozen')
    return ['The manager is frozen for maintenance; ask its administrator.']
  return []
}

function readMatches(data: unknown): Candidate[] {
  const matches = isObject(data) ? data['matches'] : undefined
  if (!Array.isArray(matches)) return []
  return matches.filter(isObject).map((match) => ({
    id: textOf(match['id']) ?? '',
    name: textOf(match['name']) ?? '',
    status: textOf(match['status']) ?? '',
  }))
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value || undefined
  return value === undefined || value === null ? undefined : JSON.stringify(value)
}

/** Proxies answer with HTML: keep its words, lose the markup, stay short. */
export function plainText(body: string): string {
  return body
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}

function trimEnd(text: string): string {
  return text.replace(/[.:\s]+$/, '')
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
