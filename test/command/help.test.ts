import {expect} from 'chai'
import {BaiUser} from '../support/bai.js'

describe('a help page', () => {
  let person: BaiUser
  before(async () => {
    person = await BaiUser.create()
  })
  after(() => person.remove())

  for (const command of ['admin agent drain', 'session template create', 'session create']) {
    it(`of \`${command}\` has all flags in one column, also the first`, async () => {
      const {stdout} = await person.run([...command.split(' '), '--help'])

      const [, flags = ''] = /^FLAGS\n(.*?)\n\n/ms.exec(stdout) ?? []
      const columns = flags.split('\n').map((line) => /^ {2}(?:-\w, | {4})--/.exec(line)?.[0].length)
      expect(new Set(columns.filter((column) => column !== undefined))).to.deep.equal(new Set([8]))
      expect(flags.split('\n')[0]).to.match(/^ {2}(?:-\w, | {4})--/)
    })
  }
})
