// @ts-check
// mocha's own `spec` reporter, which also writes the totals to the file that BAI_TEST_TOTALS names, and the counts of
// each group of tests to the one that BAI_TEST_RESULTS names.
import Mocha from 'mocha'
import {writeFileSync} from 'node:fs'

const {EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END} = Mocha.Runner.constants

export default class TotalsReporter extends Mocha.reporters.Spec {
  /** @type {Record<string, import('./totals.mjs').Totals>} */
  #groups = {}

  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options)
    runner.on(EVENT_TEST_PASS, (test) => this.#count(test, 'passed'))
    runner.on(EVENT_TEST_FAIL, (test) => this.#count(test, 'failed'))
    runner.on(EVENT_TEST_PENDING, (test) => this.#count(test, 'skipped'))
    runner.once(EVENT_RUN_END, () => {
      const {passes: passed = 0, failures: failed = 0, pending: skipped = 0} = this.stats ?? {}
      write('BAI_TEST_TOTALS', {passed, failed, skipped})
      write('BAI_TEST_RESULTS', this.#groups)
    })
  }

  /**
   * @param {Mocha.Test | Mocha.Hook} test
   * @param {keyof import('./totals.mjs').Totals} how
   */
  #count(test, how) {
    const [title = ''] = test.titlePath()
    const group = (this.#groups[title] ??= {passed: 0, failed: 0, skipped: 0})
    group[how] += 1
  }
}

/**
 * @param {string} variable
 * @param {unknown} value
 */
function write(variable, value) {
  const path = process.env[variable]
  if (path) writeFileSync(path, JSON.stringify(value, undefined, 2))
}
