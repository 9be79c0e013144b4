import {expect} from 'chai'
import fc from 'fast-check'
import {placeOfMistake} from '../../../../src/cli/config/json-place.js'

describe('placeOfMistake', () => {
  const CASES: readonly (readonly [string, string])[] = [
    ['', 'line 1, column 1'],
    ['{"a": 1,\n "b" 2}', 'line 2, column 6'],
    ['{"a": tru}', 'line 1, column 7'],
    ['{"a": 1}\n}', 'line 2, column 1'],
    ['{"a": "x\ny"}', 'line 1, column 7'],
    ['[1, 2', 'line 1, column 6'],
    ['[1, 2,]', 'line 1, column 7'],
    ['{"a": 01}', 'line 1, column 7'],
  ]
  for (const [text, place] of CASES) {
    it(`finds ${place} in ${JSON.stringify(text)}`, () => {
      expect(placeOfMistake(text)).to.equal(place)
    })
  }

  it('reads every JSON text to its end', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(placeOfMistake(text)).to.equal(endOf(text))
      }),
    )
  })

  it('reads every JSON text up to the character that was put into it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(placeOfMistake(`${text}}`)).to.equal(endOf(text))
      }),
    )
  })
})

function endOf(text: string): string {
  const lines = text.split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
