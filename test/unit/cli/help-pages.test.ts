import {Config} from '@oclif/core'
import {expect} from 'chai'
import {fileURLToPath} from 'node:url'
import Help from '../../../src/cli/help.js'
import {helpTopic, TOPIC_NAMES} from '../../../src/cli/help-topics.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const WIDEST = 100

/** Opens what is protected for the tests: the text of one page. */
class Pages extends Help {
  page(id: string): string {
    // Laying a page out changes the id of its command to the words that people type.
    return this.formatCommand(this.config.findCommand(id.replaceAll(' ', ':'), {must: true}))
  }
}

describe('help', function () {
  this.timeout(30_000)
  let pages: Pages
  let config: Config
  before('read the manifest', async () => {
    config = await Config.load({root: ROOT})
    pages = new Pages(config, {maxWidth: WIDEST})
  })

  it('has for every command a summary of one line, and two examples or more', () => {
    const poor = config.commands.filter(
      ({summary = '', examples = []}) => summary === '' || summary.includes('\n') || examples.length < 2,
    )

    expect(poor.map(({id}) => id)).to.deep.equal([])
  })

  it('has the flags of a section in one column, also the first of them', () => {
    const crooked = config.commands.flatMap(({id}) =>
      pages
        .page(id)
        .split('\n\n')
        .filter((section) => /^([A-Z]+ )?FLAGS\n/.test(section))
        .map((section) => [...section.matchAll(/^ +(?:-\w, )?(?=--)/gm)].map(([left]) => left.length))
        .filter((columns) => new Set(columns).size !== 1)
        .map(() => id),
    )

    expect(crooked).to.deep.equal([])
  })

  it('uses long flags in every example, but for -- and -', () => {
    const short = config.commands.flatMap(({id, examples = []}) =>
      examples
        .map((example) => (typeof example === 'string' ? example : example.command))
        .filter((line) => / -[a-zA-Z]\b/.test(line.split(' -- ')[0] ?? ''))
        .map((line) => `${id}: ${line}`),
    )

    expect(short).to.deep.equal([])
  })

  it('fits 100 columns on every page, but for what is to be copied whole', () => {
    const wide = config.commandIDs.flatMap((id) =>
      pages
        .page(id)
        .split('\n')
        .filter((line) => line.length > WIDEST && !line.trimStart().startsWith('$ '))
        .map((line) => `${id}: ${line}`),
    )

    expect(wide).to.deep.equal([])
  })

  for (const name of TOPIC_NAMES) {
    it(`has a topic ${name} that fits the same columns`, () => {
      const lines = (helpTopic(name) ?? '').split('\n')

      expect(lines.length).to.be.above(5)
      expect(lines.filter((line) => line.length > WIDEST)).to.deep.equal([])
    })
  }
})
