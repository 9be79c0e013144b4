import {expect} from 'chai'
import {selectPath} from '../../../src/cli/api/select-path.js'
import {UsageError} from '../../../src/cli/errors.js'

const answer = {
  data: {
    items: [
      {id: 1, tags: ['a']},
      {id: 2, tags: []},
    ],
  },
}

describe('a part of an answer', () => {
  for (const [path, part] of [
    ['data.items[1].id', 2],
    ['data.items[].id', [1, 2]],
    ['data.items[].tags[]', [['a'], []]],
    ['data.items[0]', {id: 1, tags: ['a']}],
  ] as const) {
    it(`is found by ${path}`, () => {
      expect(selectPath(answer, path)).to.deep.equal(part)
    })
  }

  for (const [path, words] of [
    ['data.rows', 'there is items'],
    ['data.items[7]', 'a list of 2'],
    ['data[].id', 'there is items'],
    ['data.constructor', 'there is items'],
  ] as const) {
    it(`that is not there is an error that tells what is: ${path}`, () => {
      expect(() => selectPath(answer, path)).to.throw(UsageError, words)
    })
  }
})
