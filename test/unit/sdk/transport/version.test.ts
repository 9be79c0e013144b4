import {expect} from 'chai'
import fc from 'fast-check'
import {
  CLIENT_API_VERSION,
  compareApiVersions,
  isAtLeast,
  negotiate,
  parseApiVersion,
  parseRelease,
} from '../../../../src/sdk/transport/version.js'

describe('the API version to send', () => {
  it('is the manager’s own when the manager is older', () => {
    expect(negotiate({version: 'v6.20220615', manager: '22.09.22'})).to.equal('v6.20220615')
  })

  it('is the manager’s own when only the date is older', () => {
    expect(negotiate({version: 'v9.20250101', manager: '25.12.0'})).to.equal('v9.20250101')
  })

  it('is ours when the manager is newer', () => {
    expect(negotiate({version: 'v10.20270101', manager: '27.1.0'})).to.equal(CLIENT_API_VERSION)
  })

  it('is ours when the manager tells none that can be read', () => {
    expect(negotiate(undefined)).to.equal(CLIENT_API_VERSION)
    for (const version of ['', 'garbage', '9.20250722', 'v9', 'v9.2025', ' v9.20250722', 'v9.20250722-rc']) {
      expect(negotiate({version, manager: undefined}), version).to.equal(CLIENT_API_VERSION)
    }
  })

  it('is never newer than either side', () => {
    const date = fc.integer({min: 20100101, max: 20991231})
    fc.assert(
      fc.property(fc.integer({min: 1, max: 20}), date, (major, day) => {
        const server = {major, date: String(day)}
        const client = parseApiVersion(CLIENT_API_VERSION)
        const chosen = parseApiVersion(negotiate({version: `v${major}.${day}`, manager: undefined}))

        if (!client || !chosen) throw new Error('A version cannot be read')
        expect(compareApiVersions(chosen, server)).to.be.at.most(0)
        expect(compareApiVersions(chosen, client)).to.be.at.most(0)
      }),
    )
  })

  it('compares majors as numbers', () => {
    expect(compareApiVersions({major: 10, date: '20200101'}, {major: 9, date: '20250722'})).to.be.above(0)
  })
})

describe('a manager release', () => {
  for (const [text, release] of [
    ['26.8.3', [26, 8, 3]],
    ['22.09.22', [22, 9, 22]],
    ['26.8.0rc1', [26, 8, 0]],
    ['26.9', [26, 9, 0]],
    ['24.03.0a2+local.5', [24, 3, 0]],
  ] as const) {
    it(`is read from "${text}"`, () => {
      expect(parseRelease(text)).to.deep.equal(release)
    })
  }

  for (const text of [undefined, '', 'main', 'v26.8.3', '26']) {
    it(`is not read from ${JSON.stringify(text)}`, () => {
      expect(parseRelease(text)).to.equal(undefined)
    })
  }

  it('is at least another by its numbers, the first that differs deciding', () => {
    expect(isAtLeast([24, 9, 0], [24, 9, 0])).to.equal(true)
    expect(isAtLeast([24, 12, 0], [24, 9, 5])).to.equal(true)
    expect(isAtLeast([25, 1, 0], [24, 12, 9])).to.equal(true)
    expect(isAtLeast([24, 3, 9], [24, 9, 0])).to.equal(false)
    expect(isAtLeast([23, 12, 0], [24, 3, 0])).to.equal(false)
  })
})
