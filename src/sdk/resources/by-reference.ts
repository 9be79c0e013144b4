import {AmbiguousReferenceError} from '../errors.js'

/** What people name by its name or id. */
interface Named {
  id: string
  name: string
}

/**
 * The one thing that a reference means: name, id with or without dashes, or the beginning of either. Undefined when
 * there is none. Rejects a guess.
 * @throws AmbiguousReferenceError
 */
export function byReference<Thing extends Named>(
  all: readonly Thing[],
  reference: string,
  things: string,
): Thing | undefined {
  const ways: ((thing: Thing) => boolean)[] = [
    ({name}) => name === reference,
    ({id}) => id === reference || id.replaceAll('-', '') === reference,
    ({name, id}) => reference !== '' && (name.startsWith(reference) || id.startsWith(reference)),
  ]
  for (const means of ways) {
    const [thing, ...others] = all.filter(means)
    if (thing && others.length > 0) throw new AmbiguousReferenceError(reference, [thing, ...others], {things})
    if (thing) return thing
  }
  return undefined
}
