// @ts-check

/** @typedef {{passed: number, failed: number, skipped: number}} Totals */

/** @type {Totals} */
export const NOTHING = {passed: 0, failed: 0, skipped: 0}

/**
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function sum(all) {
  return all.reduce(
    (a, b) => ({passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped}),
    NOTHING,
  )
}

/**
 * The last line of a test run; programs read it.
 * @param {Totals} totals
 */
export function lastLine({passed, failed, skipped}) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * What one run of mocha counts as. A run that did not get to its end is a failure, whatever had passed before.
 * @param {Totals | undefined} told What the reporter wrote; undefined when it did not get to it.
 * @param {number} status Exit status of mocha.
 * @returns {Totals}
 */
export function verdict(told, status) {
  if (!told) return {...NOTHING, failed: 1}
  if (status !== 0 && told.failed === 0) return {...told, failed: 1}
  return told
}
