import {NotLoggedInError, UnreachableError} from '../../../sdk/errors.js'
import {showTrace} from '../../trace.js'
import {clientOptions} from '../client.js'
import {removeCredentials} from '../edit-profiles.js'
import {readEnvironment} from '../environment.js'
import type {Profile} from '../profile-schema.js'
import type {ProfileStore} from '../profiles.js'
import {chooseProfile, resolveSettings, unknownProfile, type SettingsInputs} from '../resolve.js'
import {flagLayer} from '../settings.js'

/** What a logout did, or would do. */
export interface LogoutReport {
  profile: string | null
  endpoint: string | null
  /** What was removed from the profile. */
  removed: 'keypair' | 'session' | 'nothing'
}

/** One logout, with everything it needs of the outside. */
export interface LogoutJob {
  inputs: SettingsInputs
  store: ProfileStore
  version: string
  signal: AbortSignal
  debug: boolean
  note: (text: string) => void
}

/** What a logout would do. @throws NotFoundError when the profile that was named does not exist. */
export function planLogout({inputs}: LogoutJob): LogoutReport {
  const choice = chooseProfile(inputs)
  if (choice && !choice.profile && choice.by !== 'current') {
    throw unknownProfile(choice.name, inputs.profiles, choice.source)
  }
  if (!choice?.profile) return {profile: null, endpoint: null, removed: 'nothing'}
  const {endpoint, secretKey, sessionId} = choice.profile
  const removed = sessionId ? 'session' : secretKey ? 'keypair' : 'nothing'
  return {profile: choice.name, endpoint, removed}
}

/**
 * Removes the credentials from the profile, and ends a web session at its server. The local part is done in any case;
 * rejects with `UnreachableError` when the server could not be told, because its session is then still open.
 */
export async function logOut(job: LogoutJob): Promise<LogoutReport> {
  const report = planLogout(job)
  const {profile: name} = report
  remarkEnvironment(job)
  if (name === null || report.removed === 'nothing') {
    job.note(
      name === null ? 'Not logged in: there is no profile.' : `Profile "${name}" holds no credentials.`,
    )
    return report
  }
  const profile = job.inputs.profiles.profiles[name]
  const failure = profile?.sessionId ? await endWebSession(name, profile, job) : undefined
  await job.store.update((profiles) => removeCredentials(profiles, name))
  if (failure) {
    throw new UnreachableError(
      `The credentials were removed from profile "${name}", but ${report.endpoint} could not be told.`,
      {hints: ['Its session stays open until it expires.', failure.message], cause: failure},
    )
  }
  return report
}

/** Ends the session at the webserver; one that is over already is no failure. */
async function endWebSession(name: string, profile: Profile, job: LogoutJob): Promise<Error | undefined> {
  const {Transport, webLogout} = await import('../../../sdk/index.js')
  // The proxies of the environment count, its endpoint and credentials do not: this is about the profile's own.
  const {profile: _named, ...environment} = readEnvironment({})
  const resolved = resolveSettings({
    ...job.inputs,
    flags: flagLayer({}),
    profileFlag: name,
    environment: {...environment, proxies: job.inputs.environment.proxies},
  })
  const options = await clientOptions(resolved, {version: job.version, ...(job.debug && {trace: showTrace})})
  const transport = new Transport({...options, retries: 1, endpoint: profile.endpoint})
  try {
    await webLogout(transport, {signal: job.signal})
    return undefined
  } catch (error) {
    if (error instanceof NotLoggedInError) return undefined
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    await transport.close()
  }
}

function remarkEnvironment({inputs, note}: LogoutJob): void {
  const {bai, backend} = inputs.environment
  const layer = [bai, backend].find(({values}) => values.secretKey ?? values.sessionId)
  const origin = layer?.originOf(layer.values.secretKey ? 'secretKey' : 'sessionId')
  if (origin?.from === 'environment')
    note(`${origin.variable} is set in the environment and goes on being used; unset it.`)
}
