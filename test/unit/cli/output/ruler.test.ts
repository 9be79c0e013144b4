import {expect} from 'chai'
import fc from 'fast-check'
import stringWidth from 'string-width'
import {rulerFor} from '../../../../src/cli/output/ruler.js'

const graphemes = new Intl.Segmenter()

/** All characters from the first to the last. */
function range(first: string, last: string): string[] {
  const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)]
  return Array.from({length: to - from + 1}, (_, offset) => String.fromCharCode(from + offset))
}

/** The letters that are measured without tables. */
const known = [
  ...range(' ', '~'),
  ...range('À', 'ɏ'),
  ...range('가', '힣'),
  ...range('一', '鿿'),
  ...range('ぁ', 'ゖ'),
  ...range('ァ', 'ヺ'),
  'ー',
]

describe('measuring text', () => {
  it('agrees with the Unicode tables on each letter it knows without them', async () => {
    const ruler = await rulerFor(known)

    const wrong = known.filter((letter) => ruler.width(letter) !== stringWidth(letter))

    expect(wrong).to.deep.equal([])
  })

  it('knows without tables only letters that never join', () => {
    const joined = known.filter((letter) => {
      const neighbours = `a${letter}가${letter}ー${letter}${letter}é`
      return Array.from(graphemes.segment(neighbours)).length !== neighbours.length
    })

    expect(joined).to.deep.equal([])
  })

  it('agrees with the Unicode tables on any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'grapheme'}), async (text) => {
        const ruler = await rulerFor([text])

        expect(ruler.width(text)).to.equal(stringWidth(text))
      }),
    )
  })

  it('cuts to the widest beginning that leaves a cell for the mark', async () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...known), fc.string({unit: 'grapheme', maxLength: 3})))
    await fc.assert(
      fc.asyncProperty(text, fc.integer({min: 1, max: 30}), async (parts, limit) => {
        const whole = parts.join('')
        const ruler = await rulerFor([whole])

        const cut = ruler.cut(whole, limit)

        expect(stringWidth(cut)).to.be.at.most(limit)
        if (stringWidth(whole) <= limit) expect(cut).to.equal(whole)
        else {
          const kept = cut.slice(0, -1)
          const next = graphemes.segment(whole.slice(kept.length))[Symbol.iterator]().next()
          expect(cut).to.equal(`${whole.slice(0, kept.length)}…`)
          expect(stringWidth(kept) + stringWidth(next.value?.segment ?? '')).to.be.greaterThan(limit - 1)
        }
      }),
    )
  })

  it('measures and cuts a long text of many words', async () => {
    const text = '🎉🎉🎉 '.repeat(30_000)
    const ruler = await rulerFor([text])

    expect([ruler.width(text), ruler.cut(text, 9)]).to.deep.equal([210_000, '🎉🎉🎉 …'])
  })

  it('cuts to nothing where there is no room', async () => {
    const ruler = await rulerFor(['가'])

    expect(['abc', '가나다'].map((text) => ruler.cut(text, 0))).to.deep.equal(['', ''])
  })
})
