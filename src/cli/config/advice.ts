import type {SdkError} from '../../sdk/index.js'
import {credentialsOrigin, renewalHint} from './credentials.js'
import {describeOrigin, type ResolvedSettings} from './settings.js'

/**
 * Adds to an error of the connection where the address or the key came from: that is what a person has to mend.
 * The same error object comes back; only its hints grow.
 */
export function connectionAdvice(error: SdkError, resolved: ResolvedSettings): SdkError {
  const {settings, origins} = resolved
  const hints = [...error.hints]
  if (['UNREACHABLE', 'REQUEST_TIMEOUT'].includes(error.code) && origins.endpoint) {
    hints.push(`The endpoint comes from ${describeOrigin(origins.endpoint)}; --endpoint overrides it.`)
  }
  if (error.code === 'NOT_LOGGED_IN' && error.status !== undefined) {
    const origin = credentialsOrigin(resolved)
    const what = settings.endpointType === 'session' ? 'login' : 'keypair'
    if (origin) hints.push(`The ${what} comes from ${describeOrigin(origin)}.`)
    // Where the answer itself says what to mend, a clock for instance, another login mends nothing.
    if (error.hints.length === 0) hints.push(renewalHint(resolved))
  }
  Object.defineProperty(error, 'hints', {value: hints})
  return error
}
