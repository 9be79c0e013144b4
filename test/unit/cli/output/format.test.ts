import {expect} from 'chai'
import fc from 'fast-check'
import {formatName, isForPeople, parseFormat} from '../../../../src/cli/output/format.js'

describe('the value of --output', () => {
  for (const name of ['table', 'wide', 'json', 'yaml', 'csv', 'ndjson', 'name'] as const) {
    it(`takes ${name}, whatever the case`, () => {
      const format = parseFormat(` ${name.toUpperCase()} `)

      expect(format).to.deep.equal({kind: name})
    })
  }

  it('takes a template with any text after the equals sign', () => {
    const format = parseFormat('template={{name}}=\n{{id}}')

    expect(format).to.deep.equal({kind: 'template', template: '{{name}}=\n{{id}}'})
  })

  for (const wrong of ['', 'xml', 'template', 'template=', 'json,yaml']) {
    it(`refuses "${wrong}" with the flag, the value and all formats`, () => {
      expect(() => parseFormat(wrong))
        .to.throw(/--output: "(.*)" is not one of table, wide, json, yaml, csv, ndjson, name or template=/)
        .with.property('code', 'USAGE')
    })
  }

  it('is written the way it is read', () => {
    fc.assert(
      fc.property(fc.string({minLength: 1}), (template) => {
        const format = {kind: 'template', template} as const

        expect(parseFormat(formatName(format))).to.deep.equal(format)
      }),
    )
  })

  it('tells tables from formats for programs', () => {
    const people = ['table', 'wide', 'json', 'csv', 'name'].map((name) => isForPeople(parseFormat(name)))

    expect(people).to.deep.equal([true, true, false, false, false])
  })
})
