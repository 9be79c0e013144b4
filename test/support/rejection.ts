import {expect} from 'chai'

/** Waits for a promise to fail and gives the error, checked to be of the class. */
export async function rejection<Failure extends Error>(
  work: Promise<unknown>,
  kind: abstract new (...args: never[]) => Failure,
): Promise<Failure> {
  const outcome = await work.then(
    (value: unknown) => ({value}),
    (error: unknown) => ({error}),
  )
  if ('value' in outcome)
    throw new Error(`Expected ${kind.name}, got a value: ${JSON.stringify(outcome.value)}`)
  expect(outcome.error).to.be.instanceOf(kind)
  return outcome.error as Failure
}

/** Runs a function that must throw and gives the error, checked to be of the class. */
export function thrown<Failure extends Error>(
  work: () => unknown,
  kind: abstract new (...args: never[]) => Failure,
): Failure {
  try {
    work()
  } catch (error) {
    expect(error).to.be.instanceOf(kind)
    return error as Failure
  }
  throw new Error(`Expected ${kind.name}, nothing was thrown`)
}
