import type {Readable} from 'node:stream'
import {BackendAI, Transport, webLogout, type EndpointType} from '../../../sdk/index.js'
import type {Asker} from '../../prompt.js'
import {showTrace} from '../../trace.js'
import {accountReport, type AccountReport} from '../account-report.js'
import {clientOptions, type ClientExtras} from '../client.js'
import {storeLogin} from '../edit-profiles.js'
import {splitEndpoint} from '../endpoint.js'
import {FileHandshakes} from '../handshakes.js'
import type {Profile} from '../profile-schema.js'
import type {ProfileStore} from '../profiles.js'
import type {ResolvedSettings, Settings} from '../settings.js'
import {detectEndpointType} from './detect.js'
import {signIn, type Given, type SignedIn} from './sign-in.js'
import type {LoginProfile} from './target.js'

/** One login, with everything it needs of the outside. */
export interface LoginJob {
  /** Settings for the address to log in at. */
  resolved: ResolvedSettings
  /** What the flags say: kept in the profile. */
  flags: Partial<Settings>
  profile: LoginProfile
  given: Given
  store: ProfileStore
  asker: Asker | undefined
  stdin: Readable
  signal: AbortSignal
  version: string
  cacheDir: string
  debug: boolean
  /** Takes remarks for people. */
  note: (text: string) => void
}

/** What a login would do. */
export interface LoginPlan {
  endpoint: string
  endpointType: EndpointType
  profile: string
  file: string
}

/** Works out the login without sending or storing any credentials: what `--dry-run` shows. */
export async function planLogin(job: LoginJob): Promise<LoginPlan> {
  return {
    endpoint: job.resolved.settings.endpoint ?? '',
    endpointType: await endpointTypeOf(job),
    profile: job.profile.name,
    file: job.store.file,
  }
}

/** Gets credentials, asks the manager whose they are, and only then stores them. */
export async function logIn(job: LoginJob): Promise<AccountReport> {
  const type = await endpointTypeOf(job)
  const resolved = {...job.resolved, settings: {...job.resolved.settings, endpointType: type}}
  warnOfClearText(job)
  job.note(
    `The ${type === 'api' ? 'keypair' : 'login session'} will be stored as profile "${job.profile.name}" in ` +
      `${job.store.file}, unencrypted, readable by you alone (mode 0600).`,
  )
  const signedIn = await signInAt(resolved, job)
  const client = new BackendAI(await optionsFor(resolved, job, {credentials: signedIn.credentials}))
  try {
    const report = await accountReport(client, resolved, job.signal)
    const profile = profileFor(job, type, signedIn, report)
    try {
      await job.store.update((profiles) => storeLogin(profiles, {...job.profile, profile}))
    } catch (error) {
      // A web session that is not stored would stay open with nobody knowing it.
      if (type === 'session') await webLogout(client.http).catch(() => undefined)
      throw error
    }
    const credentials = `profile ${job.profile.name}`
    return {...report, profile: job.profile.name, credentials}
  } finally {
    await client.close()
  }
}

async function signInAt(resolved: ResolvedSettings, job: LoginJob): Promise<SignedIn> {
  const {asker, stdin, signal, given} = job
  const transport = new Transport(await optionsFor(resolved, job, {credentials: {kind: 'anonymous'}}))
  const {endpointType: type, domain} = resolved.settings
  try {
    return await signIn(given, {type, transport, domain, asker, stdin, signal})
  } finally {
    await transport.close()
  }
}

/** As flags, environment or the profile say; else by asking the address. */
async function endpointTypeOf(job: LoginJob): Promise<EndpointType> {
  const {settings, origins} = job.resolved
  const isSaid = origins.endpointType !== undefined && origins.endpointType.from !== 'default'
  if (isSaid) return settings.endpointType
  const connect = async (endpointType: EndpointType) => {
    const resolved = {...job.resolved, settings: {...settings, endpointType}}
    return new Transport(await optionsFor(resolved, job, {credentials: {kind: 'anonymous'}}))
  }
  return detectEndpointType(connect, job.signal)
}

async function optionsFor(
  resolved: ResolvedSettings,
  job: LoginJob,
  extras: Pick<ClientExtras, 'credentials'>,
) {
  const options = await clientOptions(resolved, {
    ...extras,
    version: job.version,
    ...(extras.credentials?.kind !== 'anonymous' && {handshakes: new FileHandshakes(job.cacheDir)}),
    ...(job.debug && {trace: showTrace}),
  })
  // Somebody is waiting in front of a mistyped address.
  return {...options, retries: 1}
}

function profileFor(job: LoginJob, type: EndpointType, signedIn: SignedIn, report: AccountReport): Profile {
  const {credentials, username} = signedIn
  const {endpoint = ''} = job.resolved.settings
  const project = projectFor(job, report)
  const accessKey = signedIn.accessKey || report.accessKey
  return {
    ...job.flags,
    endpoint,
    endpointType: type,
    accessKey,
    ...(credentials.kind === 'keypair' && {secretKey: credentials.secretKey}),
    ...(credentials.kind === 'session' && {sessionId: credentials.sessionId}),
    username: username ?? report.email,
    ...(project !== undefined && {project}),
  }
}

/** An account without the project `default` would be refused at its first session: its own is kept instead. */
function projectFor({resolved, note}: LoginJob, {projects}: AccountReport): string | undefined {
  const {settings, origins} = resolved
  const [first] = projects
  if (origins.project?.from !== 'default' || first === undefined || projects.includes(settings.project))
    return undefined
  note(`Sessions will be made in project "${first}", the first of this account.`)
  return first
}

function warnOfClearText({resolved, note}: LoginJob): void {
  const open = splitEndpoint(resolved.settings.endpoint ?? '').find((address) => {
    const {protocol, hostname} = new URL(address)
    return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
  })
  if (open) note(`Warning: ${open} is not encrypted; who can listen on the way can read the login.`)
}
