import {writeSlots, readSlots, type SlotAmounts} from '../../../../sdk/values/resource-slots.js'
import {frozen} from '../../problems.js'
import type {GraphContext} from '../context.js'

/** How the older mutations tell what came of them: refusals are answers, too. */
export interface Outcome {
  ok: boolean
  msg: string
}

export const DONE: Outcome = {ok: true, msg: 'success'}

/** The change is not possible, for this reason. */
export function refused(msg: string): Outcome {
  return {ok: false, msg}
}

/** @throws Problem 503 while the manager is frozen */
export function refuseWhenFrozen({cluster}: GraphContext): void {
  if (cluster.state.config.get('manager/status')?.value === 'frozen') throw frozen()
}

type Resolver<Args, Result> = (args: Args, context: GraphContext) => Result

/** Mutations that only superadmins may make: to others each answers that it may not, by its name. */
export function forSuperadmins<Mutations extends Record<string, Resolver<never, object>>>(
  mutations: Mutations,
): Mutations {
  const guarded = Object.entries(mutations).map(([name, resolve]): [string, Resolver<never, object>] => [
    name,
    (args, context) => {
      refuseWhenFrozen(context)
      return context.isSuperadmin ? resolve(args, context) : refused(`no permission to execute ${name}`)
    },
  ])
  // The same names with the same arguments and answers.
  return Object.fromEntries(guarded) as Mutations
}

/** The given values under the names of a record; null and undefined mean that nothing was said. */
export function said<Value extends object>(values: {
  [Key in keyof Value]: Value[Key] | null | undefined
}): Partial<Value> {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(given) as Partial<Value>
}

/** Amounts out of the JSON text that clients send; undefined when there is none. */
export function amountsOf(text: string | null | undefined): SlotAmounts | undefined {
  if (text === null || text === undefined) return undefined
  return writeSlots(readSlots(JSON.parse(text) as Record<string, string | number | null>))
}
