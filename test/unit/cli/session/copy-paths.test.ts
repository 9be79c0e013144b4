import {expect} from 'chai'
import {UsageError} from '../../../../src/cli/errors.js'
import {readCopy, readCopyEnd} from '../../../../src/cli/session/copy-paths.js'
import {thrown} from '../../../support/rejection.js'

describe('readCopyEnd', () => {
  for (const [text, ref, path] of [
    ['train-1:out/model.pt', 'train-1', 'out/model.pt'],
    ['@last:', '@last', ''],
    ['a:b:c', 'a', 'b:c'],
    ['ab:/etc/hosts', 'ab', '/etc/hosts'],
    ['a:~/x', 'a', 'x'],
    ['a:~', 'a', ''],
    ['a:~user', 'a', '~user'],
  ] as const) {
    it(`reads ${text} as ${path || 'the home'} in ${ref}`, () => {
      expect(readCopyEnd(text)).to.deep.equal({kind: 'session', ref, path})
    })
  }

  for (const text of ['file', './a:b', '/tmp/a:b', 'C:\\Users\\me', 'c:/x', '.', ':x']) {
    it(`reads ${text} as a path of this machine`, () => {
      expect(readCopyEnd(text)).to.deep.equal({kind: 'here', path: text})
    })
  }
})

describe('readCopy', () => {
  it('goes up into a session and down out of one', () => {
    expect(readCopy('x', 'a:y')).to.deep.equal({direction: 'up', ref: 'a', from: 'x', to: 'y'})
    expect(readCopy('a:y', 'x')).to.deep.equal({direction: 'down', ref: 'a', from: 'y', to: 'x'})
  })

  for (const [from, to] of [
    ['a', 'b'],
    ['a:x', 'b:y'],
  ] as const) {
    it(`does not copy from ${from} to ${to}`, () => {
      thrown(() => readCopy(from, to), UsageError)
    })
  }
})
