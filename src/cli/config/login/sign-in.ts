import type {Readable} from 'node:stream'
import {
  ConflictError,
  fetchKeypair,
  NotLoggedInError,
  OtpRequiredError,
  SdkError,
  webLogin,
  type Credentials,
  type EndpointType,
  type Transport,
} from '../../../sdk/index.js'
import {UsageError} from '../../errors.js'
import {readSecret, type Asker} from '../../prompt.js'
import type {Environment} from '../environment.js'
import {isRecord} from '../json-file.js'

/** What was given to log in with. */
export interface Given {
  username?: string | undefined
  accessKey?: string | undefined
  /** A keypair in the environment that is meant for this endpoint. */
  exported?: {accessKey: string; secretKey: string} | undefined
  otp?: string | undefined
  passwordStdin: boolean
  secretKeyStdin: boolean
  force: boolean
  env: Environment
}

/** Who and what a login talks to. */
export interface SignInContext {
  type: EndpointType
  transport: Transport
  domain: string
  /** Somebody to ask; none without a terminal. */
  asker: Asker | undefined
  stdin: Readable
  signal: AbortSignal
}

/** Credentials to be verified and stored. */
export interface SignedIn {
  credentials: Credentials
  accessKey: string
  /** E-mail address, when a password was used. */
  username?: string
}

/** A mistyped code is asked for again this often. */
const OTP_TRIES = 3

/**
 * Gets credentials: a keypair as given, or a user name and a password that are traded for a keypair or a web session.
 * What is missing is asked for on a terminal. Rejects with `UsageError` where there is none, `NotLoggedInError`.
 */
export async function signIn(given: Given, context: SignInContext): Promise<SignedIn> {
  if (context.type === 'session') {
    if (given.accessKey !== undefined || given.secretKeyStdin) throw keypairAtWebserver()
    return signInByPassword(given, context)
  }
  if (given.username !== undefined || given.passwordStdin) return signInByPassword(given, context)
  const {accessKey: known = given.exported?.accessKey} = given
  if (known === undefined && usernameOf(given) !== undefined) return signInByPassword(given, context)
  const accessKey = known ?? (await askAccessKey(given, context))
  return accessKey === '' ? signInByPassword(given, context) : signInByKeypair(accessKey, given, context)
}

async function askAccessKey(given: Given, {asker, transport}: SignInContext): Promise<string> {
  if (given.secretKeyStdin)
    throw new UsageError('Missing --access-key: --secret-key-stdin gives the other half only.')
  if (!asker) {
    throw new UsageError('Nothing to log in with, and no terminal to ask on.', [
      `With a keypair: \`bai login ${transport.endpoint} --access-key KEY --secret-key-stdin <FILE\`.`,
      `With a password: \`bai login ${transport.endpoint} --username NAME --password-stdin <FILE\`.`,
    ])
  }
  return (await asker.ask('Access key (empty to log in by e-mail address): ')).trim()
}

async function signInByKeypair(accessKey: string, given: Given, context: SignInContext): Promise<SignedIn> {
  const {secretKeyStdin: stdin, exported} = given
  const known = exported?.accessKey === accessKey ? exported.secretKey : given.env['BAI_SECRET_KEY']
  const secretKey = await secretOf(
    {stdin, flag: '--secret-key-stdin', known, question: 'Secret key: '},
    context,
  )
  return {credentials: {kind: 'keypair', accessKey, secretKey}, accessKey}
}

async function signInByPassword(given: Given, context: SignInContext): Promise<SignedIn> {
  const {transport, type, domain, signal} = context
  const username = usernameOf(given) ?? (await askUsername(context))
  const password = await secretOf(
    {
      stdin: given.passwordStdin,
      flag: '--password-stdin',
      known: given.env['BAI_PASSWORD'] || given.env['BACKEND_PASSWORD'],
      question: `Password of ${username}: `,
    },
    context,
  )
  return withOtp(given.otp, context, async (otp): Promise<SignedIn> => {
    const form = {username, password, ...(otp && {otp}), ...(given.force && {force: true})}
    if (type === 'session') {
      const {sessionId, accessKey} = await webLogin(transport, form, {signal}).catch(retell)
      return {credentials: {kind: 'session', sessionId}, accessKey, username}
    }
    const {accessKey, secretKey} = await fetchKeypair(transport, {...form, domain}, {signal})
    return {credentials: {kind: 'keypair', accessKey, secretKey}, accessKey, username}
  })
}

/** Webservers put the manager's refusal inside `data` of a body of their own; its words are the ones to tell. */
function retell(error: unknown): never {
  if (!(error instanceof SdkError) || !isRecord(error.data)) throw error
  const {type, title, details} = error.data
  const words = textOf(details) ?? textOf(title)
  if (words === undefined) throw error
  const options = {cause: error, ...(error.status !== undefined && {status: error.status})}
  if (typeof type === 'string' && type.endsWith('active-login-session-exists')) {
    throw new ConflictError(`The login was refused: ${words}`, {
      ...options,
      hints: ['The account is logged in elsewhere; --force ends that login.'],
    })
  }
  throw new NotLoggedInError(`The login was refused: ${words}`, options)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Asks for the second factor when the account wants one. Without a terminal, the error names --otp. */
async function withOtp<Result>(
  given: string | undefined,
  {asker}: SignInContext,
  attempt: (otp: string | undefined) => Promise<Result>,
): Promise<Result> {
  let otp = given
  for (let left = OTP_TRIES; ; left--) {
    try {
      return await attempt(otp)
    } catch (error) {
      if (!(error instanceof OtpRequiredError) || !asker || left === 0) throw error
      otp = (await asker.ask('One-time password: ')).trim()
    }
  }
}

function usernameOf({username, env}: Given): string | undefined {
  return username ?? (env['BAI_USER'] || env['BACKEND_USER'] || undefined)
}

async function askUsername({asker}: SignInContext): Promise<string> {
  const name = (await asker?.ask('E-mail address or user name: '))?.trim()
  if (!name) throw new UsageError('Missing --username.')
  return name
}

interface SecretSource {
  /** Whether it comes from standard input. */
  stdin: boolean
  flag: string
  known: string | undefined
  question: string
}

async function secretOf(source: SecretSource, {asker, stdin, signal}: SignInContext): Promise<string> {
  if (source.stdin && !asker) return readSecret(stdin, source.flag, signal)
  if (source.known && !source.stdin) return source.known
  if (!asker) {
    throw new UsageError(`Missing ${source.flag}, and there is no terminal to ask on.`, [
      `Give it on standard input: add ${source.flag} <FILE.`,
    ])
  }
  const secret = await asker.ask(source.question, {hidden: true})
  if (secret === '') throw new UsageError('Nothing was typed.')
  return secret
}

function keypairAtWebserver(): UsageError {
  return new UsageError('A webserver takes a user name and a password, not a keypair.', [
    'Give --username, or the address of the manager itself.',
  ])
}
