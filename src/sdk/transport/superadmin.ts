import {NotAllowedError, NotLoggedInError} from '../errors.js'
import type {Transport} from './http.js'
import type {RequestOptions} from './options.js'

/**
 * Makes a call that is for superadmins alone. Up to 25.x a good key that is no superadmin's gets the answer of a bad
 * one (401): where the key is good (`GET /auth/role`), this rejects with `NotAllowedError` instead.
 * @param refusal What to say then.
 */
export async function asSuperadmin<Answer>(
  http: Transport,
  {refusal, call}: {refusal: string; call: () => Promise<Answer>},
  options: RequestOptions,
): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof NotLoggedInError)) throw error
    await http.text({method: 'GET', path: '/auth/role'}, options)
    throw new NotAllowedError(refusal, {cause: error})
  }
}
