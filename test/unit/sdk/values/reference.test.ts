import {expect} from 'chai'
import fc from 'fast-check'
import {arrayOf, isMemberOf, memberName, parseReference} from '../../../../src/sdk/values/reference.js'

const name = fc.stringMatching(/^[a-z]\w*([.-]\w+)*$/)

describe('parseReference', () => {
  it('reads @last as what was made last', () => {
    expect(parseReference('@last')).to.deep.equal({kind: 'last'})
  })

  it('reads @name as an array', () => {
    expect(parseReference('@train')).to.deep.equal({kind: 'array', array: 'train'})
  })

  it('takes an array whose name begins like @last for an array', () => {
    expect(parseReference('@last-run')).to.deep.equal({kind: 'array', array: 'last-run'})
  })

  it('reads a whole id in any case', () => {
    const reference = parseReference(' 0B5F8E6E-4C5A-4B8E-9D55-3B1F0E6C9A11 ')

    expect(reference).to.deep.equal({kind: 'id', id: '0b5f8e6e-4c5a-4b8e-9d55-3b1f0e6c9a11'})
  })

  it('takes a cut id for a beginning', () => {
    const cut = '0b5f8e6e-4c5a-4b8e-9d55-3b1f0e6c9a1'

    expect(parseReference(cut)).to.deep.equal({kind: 'prefix', text: cut})
  })

  it('keeps the case of names', () => {
    expect(parseReference('My-Session')).to.deep.equal({kind: 'prefix', text: 'My-Session'})
  })

  it('reads every id as an id and every plain name as a beginning', () => {
    fc.assert(
      fc.property(fc.uuid(), name, (id, text) => {
        expect(parseReference(id)).to.deep.equal({kind: 'id', id})
        expect(parseReference(text).kind).to.equal('prefix')
      }),
    )
  })
})

describe('members of an array', () => {
  it('are the array and a number', () => {
    expect(memberName('train', 3)).to.equal('train-3')
  })

  it('belong to the array they were named after, and to no other', () => {
    fc.assert(
      fc.property(name, name, fc.nat(), (array, other, index) => {
        const member = memberName(array, index)

        expect(isMemberOf(member, array)).to.equal(true)
        expect(arrayOf(member)).to.equal(array)
        if (other !== array) expect(isMemberOf(member, other)).to.equal(false)
      }),
    )
  })

  for (const [text, reason] of [
    ['train', 'has no number'],
    ['train-', 'has an empty number'],
    ['train-x', 'ends in no number'],
    ['train-1-2', 'is a member of train-1'],
    ['retrain-1', 'only ends like it'],
  ] as const) {
    it(`do not include "${text}", which ${reason}`, () => {
      expect(isMemberOf(text, 'train')).to.equal(false)
    })
  }

  it('are not seen in names without a number', () => {
    expect(arrayOf('train')).to.equal(undefined)
  })
})
