import {expect} from 'chai'
import ssh2 from 'ssh2'
import {newKey} from '../../../../src/local/ssh/keys.js'

/** One in 256 of the library's own keys cannot be read again. */
const COUNT = 1500

describe('keys of the local cluster', () => {
  it('can be read, every one of them', async function () {
    this.timeout(60_000)

    const keys = await Promise.all(Array.from({length: COUNT}, () => newKey('test')))

    const unreadable = keys.filter((key) => ssh2.utils.parseKey(key.private) instanceof Error)
    expect(unreadable).to.deep.equal([])
  })
})
