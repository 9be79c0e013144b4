// @ts-check
// mocha's own `spec` reporter, which also writes the totals to the file that BAI_TEST_TOTALS names.
import Mocha from 'mocha'
import {writeFileSync} from 'node:fs'

export default class TotalsReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options)
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const path = process.env['BAI_TEST_TOTALS']
      const {passes: passed = 0, failures: failed = 0, pending: skipped = 0} = this.stats ?? {}
      if (path) writeFileSync(path, JSON.stringify({passed, failed, skipped}))
    })
  }
}
