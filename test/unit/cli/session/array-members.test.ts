import {expect} from 'chai'
import {parseArrayMembers} from '../../../../src/cli/session/array-members.js'
import {UsageError} from '../../../../src/cli/errors.js'

describe('--array', () => {
  for (const [text, members, atOnce] of [
    ['0-3', [0, 1, 2, 3], undefined],
    ['7', [7], undefined],
    ['1,3,7-9', [1, 3, 7, 8, 9], undefined],
    ['0-9%3', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3],
    ['2-4,3', [2, 3, 4], undefined],
  ] as const) {
    it(`"${text}" is ${members.join(' ')}${atOnce === undefined ? '' : `, ${atOnce} at a time`}`, () => {
      expect(parseArrayMembers(text)).to.deep.equal({members, ...(atOnce !== undefined && {atOnce})})
    })
  }

  for (const text of ['', '9-0', 'a', '1-', '-1', '0-9%0', '0-9%', '0-9%3%3', '0-999999999']) {
    it(`refuses "${text}"`, () => {
      expect(() => parseArrayMembers(text)).to.throw(UsageError, '--array')
    })
  }
})
