import {NotLoggedInError} from '../../sdk/errors.js'
import type {Credentials} from '../../sdk/index.js'
import {describeOrigin, type Origin, type ResolvedSettings, type SettingName} from './settings.js'

/**
 * The credentials to work with.
 * @throws NotLoggedInError telling what is missing, or why what is there is not used.
 */
export function credentialsOf(resolved: ResolvedSettings): Credentials {
  const {accessKey, secretKey, sessionId, endpointType} = resolved.settings
  if (endpointType === 'session') {
    if (sessionId) return {kind: 'session', sessionId}
    throw noSession(resolved)
  }
  if (accessKey && secretKey) return {kind: 'keypair', accessKey, secretKey}
  if (accessKey || secretKey) throw halfKeypair(resolved, accessKey ? 'secretKey' : 'accessKey')
  throw notLoggedIn(resolved)
}

/** Where the credentials in force come from; undefined when there are none. */
export function credentialsOrigin({settings, origins}: ResolvedSettings): Origin | undefined {
  return settings.endpointType === 'session' ? origins.sessionId : (origins.accessKey ?? origins.secretKey)
}

/** The error for a command that needs an endpoint when none is set. */
export function noEndpoint(): NotLoggedInError {
  return new NotLoggedInError('Not logged in: no manager address is set.', {
    hints: [
      'Log in with `bai login https://manager.example.com`, or set BAI_ENDPOINT.',
      'To try things out without a cluster, start one here with `bai local up`.',
    ],
  })
}

const LABEL = {accessKey: 'access key', secretKey: 'secret key'} as const
const VARIABLE = {accessKey: 'ACCESS_KEY', secretKey: 'SECRET_KEY'} as const

function halfKeypair({origins}: ResolvedSettings, missing: 'accessKey' | 'secretKey'): NotLoggedInError {
  const present = missing === 'secretKey' ? 'accessKey' : 'secretKey'
  const origin = origins[present] ?? {from: 'default'}
  return new NotLoggedInError(
    `The keypair is incomplete: ${describeOrigin(origin)} gives the ${LABEL[present]} only.`,
    {
      hints: [
        origin.from === 'environment'
          ? `Set ${origin.variable.replace(VARIABLE[present], VARIABLE[missing])} too; both halves are taken from the same place.`
          : `Log in again to store the ${LABEL[missing]}: \`bai login\`.`,
      ],
    },
  )
}

function noSession(resolved: ResolvedSettings): NotLoggedInError {
  if (resolved.withheld || !resolved.settings.accessKey) return notLoggedIn(resolved)
  return new NotLoggedInError(
    `Not logged in to ${where(resolved)}: a webserver takes a login, not a keypair.`,
    {
      hints: [loginHint(resolved), 'For the manager itself, set the endpoint type to "api".'],
    },
  )
}

function notLoggedIn(resolved: ResolvedSettings): NotLoggedInError {
  const {withheld, settings} = resolved
  const hints = [loginHint(resolved)]
  if (!withheld) {
    if (settings.sessionId) hints.push('A session id is set: for a webserver, set BAI_ENDPOINT_TYPE=session.')
    return new NotLoggedInError(`Not logged in to ${where(resolved)}.`, {hints})
  }
  const whose =
    withheld.origin.from === 'profile'
      ? `the credentials of ${describeOrigin(withheld.origin)}`
      : `the credentials in ${describeOrigin(withheld.origin)}`
  return new NotLoggedInError(
    `Not logged in to ${where(resolved)}: ${whose} belong to ${withheld.endpoint} and are not sent elsewhere.`,
    {hints: [...hints, `Or set ${variablesFor(settings.endpointType)} for it.`]},
  )
}

function where({settings, origins}: ResolvedSettings): string {
  const origin = origins.endpoint
  const name: SettingName = 'endpoint'
  const isSaid = origin !== undefined && origin.from !== 'default'
  return isSaid ? `${settings[name]} (${describeOrigin(origin)})` : String(settings[name])
}

function loginHint(resolved: ResolvedSettings): string {
  return `Log in there: \`${loginLine(resolved)}\`.`
}

function loginLine({settings, profile}: ResolvedSettings): string {
  return `bai login ${settings.endpoint}${profile ? ` --profile ${profile}` : ''}`
}

/** What to do about credentials that a manager refuses. */
export function renewalHint(resolved: ResolvedSettings): string {
  // A login would store others, and these would still go before them.
  return credentialsOrigin(resolved)?.from === 'environment'
    ? `Set ${variablesFor(resolved.settings.endpointType)} right, or unset them to use a profile.`
    : `Log in again: \`${loginLine(resolved)}\`.`
}

function variablesFor(type: 'api' | 'session'): string {
  return type === 'session' ? 'BAI_SESSION_ID' : 'BAI_ACCESS_KEY and BAI_SECRET_KEY'
}
