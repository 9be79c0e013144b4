/** Skips what cannot be tried here, and says why. */
export function leaveOut(test: Mocha.Context, reason: string): never {
  process.stderr.write(`Left out, because ${reason}.\n`)
  return test.skip()
}
