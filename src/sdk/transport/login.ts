import {z} from 'zod'
import {NotFoundError, NotLoggedInError, SdkError, UnsupportedError} from '../errors.js'
import type {Transport} from './http.js'
import type {RequestOptions} from './options.js'

/** What a person types to log in. */
export interface LoginForm {
  username: string
  password: string
  /** One-time password of the second factor. */
  otp?: string
  /** Ends the account's other logins where the manager limits them (26.x). */
  force?: boolean
}

/** A login at a webserver: what proves later requests, and who it is. */
export interface WebLogin {
  sessionId: string
  accessKey: string
  role: string
}

/** The account wants a one-time password, and none (or a wrong one) was given. */
export class OtpRequiredError extends SdkError {
  readonly code = 'OTP_REQUIRED'
}

/** How older releases ask for the second factor. */
const OTP_MISSING = 'OTP not provided'

const detailSchema = z.looseObject({
  type: z.string().nullish(),
  title: z.string().nullish(),
  details: z.string().nullish(),
  access_key: z.string().nullish(),
  role: z.string().nullish(),
})
const loginSchema = z.looseObject({authenticated: z.boolean(), data: detailSchema.nullish()})

/**
 * Logs in at a webserver (`POST /server/login`). `authenticated` decides, not the HTTP status: releases up to 24.09
 * answer 200 to a wrong password, and every release answers 200 when a second factor is wanted.
 * Rejects with `OtpRequiredError` or `NotLoggedInError`.
 */
export async function webLogin(
  transport: Transport,
  form: LoginForm,
  options: RequestOptions = {},
): Promise<WebLogin> {
  const call = {method: 'POST', path: '/server/login', body: form, anonymous: true} as const
  const {headers, text} = await transport.text(call, options).catch((error: unknown) => {
    throw loginError(transport.endpoint, error)
  })
  const login = loginSchema.safeParse(parse(text))
  if (!login.success) throw noWebserver(transport.endpoint, login.error)
  const {authenticated, data} = login.data
  if (!authenticated) throw refusedLogin(data)
  const sessionId = sessionIdOf(headers)
  if (!sessionId) throw new NotLoggedInError('The webserver accepted the login but sent no session id.')
  return {sessionId, accessKey: data?.access_key ?? '', role: data?.role ?? 'user'}
}

/** Ends a login at a webserver (`POST /server/logout`). */
export async function webLogout(transport: Transport, options: RequestOptions = {}): Promise<void> {
  await transport.done({method: 'POST', path: '/server/logout', idempotent: true}, options)
}

const authorizeSchema = z.looseObject({
  data: z.looseObject({
    access_key: z.string().nullish(),
    secret_key: z.string().nullish(),
    role: z.string().nullish(),
    response_type: z.string().nullish(),
  }),
})

/**
 * Gets an account's keypair from the manager itself by e-mail and password (`POST /auth/authorize`, all releases).
 * Rejects with `OtpRequiredError` or `NotLoggedInError`.
 */
export async function fetchKeypair(
  transport: Transport,
  form: LoginForm & {domain: string},
  options: RequestOptions = {},
): Promise<{accessKey: string; secretKey: string; role: string}> {
  const body = {type: 'keypair', ...form}
  const call = {method: 'POST', path: '/auth/authorize', body, anonymous: true} as const
  const {data} = await transport.json(call, authorizeSchema, options).catch((error: unknown) => {
    // Releases without typed answers let a hook refuse the login, and tell why in words only.
    const isHook = error instanceof SdkError && error.problem === 'rejected-by-hook'
    throw isHook && error.message.includes(OTP_MISSING) ? otpRequired() : error
  })
  if (data.response_type === 'REQUIRE_TWO_FACTOR_REGISTRATION') throw secondFactorMissing()
  if (data.response_type?.startsWith('REQUIRE_TWO_FACTOR')) throw otpRequired()
  if (!data.access_key || !data.secret_key) {
    throw new NotLoggedInError('The manager accepted the password but gave no keypair.')
  }
  return {accessKey: data.access_key, secretKey: data.secret_key, role: data.role ?? 'user'}
}

/** What a refusal by status means: webservers from 25.x on copy the manager's, with the same body as for 200. */
function loginError(endpoint: string, error: unknown): unknown {
  if (error instanceof NotFoundError || error instanceof UnsupportedError) return noWebserver(endpoint, error)
  const detail = error instanceof NotLoggedInError ? detailSchema.safeParse(error.data).data : undefined
  return detail ? refusedLogin(detail) : error
}

function noWebserver(endpoint: string, cause: unknown): NotLoggedInError {
  return new NotLoggedInError(`${endpoint} did not answer as a Backend.AI webserver does.`, {
    hints: ['For the manager itself, use endpoint type "api" and a keypair.'],
    cause,
  })
}

function refusedLogin(data: z.output<typeof detailSchema> | null | undefined): SdkError {
  const reason = data?.details ?? data?.title ?? 'no reason given'
  if (/require-totp-registration$/.test(data?.type ?? '')) return secondFactorMissing()
  if (/require-totp-authentication$/.test(data?.type ?? '') || reason === OTP_MISSING) return otpRequired()
  return new NotLoggedInError(`The login was refused: ${reason}`)
}

function secondFactorMissing(): NotLoggedInError {
  return new NotLoggedInError('This account must set up two-factor authentication first.', {
    hints: ['Log in once in the web interface to register it.'],
  })
}

function otpRequired(): OtpRequiredError {
  return new OtpRequiredError('This account needs a one-time password.', {
    hints: ['Give the current code of your authenticator with --otp, or run on a terminal to be asked.'],
  })
}

function sessionIdOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const direct = [headers['x-backendai-sessionid']].flat()[0]
  if (direct) return direct
  const cookies = [headers['set-cookie']].flat()
  return cookies.map((cookie) => /^AIOHTTP_SESSION="?([^";]+)/.exec(cookie ?? '')?.[1]).find((id) => id)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
