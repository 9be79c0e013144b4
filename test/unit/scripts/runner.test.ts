import {expect} from 'chai'
import {whyStale} from '../../../scripts/lib/install.mjs'
import {readTestArguments} from '../../../scripts/lib/test-arguments.mjs'
import {lastLine, sum, verdict} from '../../../scripts/lib/totals.mjs'

describe('the totals of a test run', () => {
  const passed = {passed: 3, failed: 0, skipped: 0}

  it('end with one line that programs read', () => {
    expect(lastLine({passed: 12, failed: 0, skipped: 0})).to.equal('12 passed, 0 failed')
  })

  it('name what was skipped only when something was', () => {
    expect(lastLine({passed: 12, failed: 1, skipped: 2})).to.equal('12 passed, 1 failed, 2 skipped')
  })

  it('are those of all tiers', () => {
    const all = sum([passed, {passed: 1, failed: 2, skipped: 4}])

    expect(all).to.deep.equal({passed: 4, failed: 2, skipped: 4})
  })

  it('count a run that did not get to its end as a failure', () => {
    expect(verdict(undefined, 0)).to.deep.equal({passed: 0, failed: 1, skipped: 0})
  })

  it('count a bad status without a failed test as a failure', () => {
    expect(verdict(passed, 1)).to.deep.equal({passed: 3, failed: 1, skipped: 0})
  })

  it('leave a good run as it is', () => {
    expect(verdict(passed, 0)).to.deep.equal(passed)
  })
})

describe('the arguments of a test run', () => {
  const TIERS = ['unit', 'contract', 'real', 'e2e']

  it('mean every tier when there are none', () => {
    expect(readTestArguments([], TIERS)).to.deep.equal({tiers: TIERS, mocha: []})
  })

  it('choose tiers, which keep their order', () => {
    expect(readTestArguments(['e2e', 'unit'], TIERS).tiers).to.deep.equal(['unit', 'e2e'])
  })

  it("pass mocha's own on", () => {
    const read = readTestArguments(['unit', '--grep', 'e2e', '--bail'], TIERS)

    expect(read).to.deep.equal({tiers: ['unit'], mocha: ['--grep', 'e2e', '--bail']})
  })

  for (const argv of [['--target', 'real'], ['--target=real']]) {
    it(`turn the contract tier to a real manager with ${argv.join(' ')}`, () => {
      expect(readTestArguments(['contract', ...argv], TIERS)).to.deep.equal({tiers: ['real'], mocha: []})
    })
  }

  it('leave it at the local cluster with --target local', () => {
    expect(readTestArguments(['contract', '--target', 'local'], TIERS).tiers).to.deep.equal(['contract'])
  })

  it('refuse a tier that does not exist, and name those that do', () => {
    expect(() => readTestArguments(['unti'], TIERS)).to.throw(/"unti".+unit, contract/)
  })

  it('refuse another target', () => {
    expect(() => readTestArguments(['contract', '--target', 'moon'], TIERS)).to.throw(/local or real/)
  })

  it('refuse a target for other tiers', () => {
    expect(() => readTestArguments(['unit', '--target', 'real'], TIERS)).to.throw(/contract tier/)
  })
})

describe('an installation', () => {
  const lock = {
    packages: {
      '': {version: '0.1.0'},
      'node_modules/zod': {version: '4.6.7', integrity: 'sha512-a'},
      'node_modules/@esbuild/win32-x64': {version: '0.28.2', integrity: 'sha512-b', optional: true},
    },
  }
  const zod = (version: string, integrity: string) => ({packages: {'node_modules/zod': {version, integrity}}})

  it('is fresh when all but other platforms’ packages are there', () => {
    expect(whyStale(lock, zod('4.6.7', 'sha512-a'))).to.equal(undefined)
  })

  it('is stale when nothing is there', () => {
    expect(whyStale(lock, undefined)).to.equal('nothing is installed')
  })

  it('is stale when a package is missing', () => {
    expect(whyStale(lock, {packages: {}})).to.equal('zod is missing')
  })

  it('is stale when a package is of another version', () => {
    expect(whyStale(lock, zod('4.6.6', 'sha512-a'))).to.equal('zod is 4.6.6, not 4.6.7')
  })

  it('is stale when a package has other contents', () => {
    expect(whyStale(lock, zod('4.6.7', 'sha512-x'))).to.equal('zod is another build of 4.6.7')
  })
})
