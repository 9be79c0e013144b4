import {expect} from 'chai'
import {OpsInputError} from '../../../../src/ops/errors.js'
import {parseNameTag, parseRegistry, referenceOf} from '../../../../src/ops/image/name.js'

describe('names of images', () => {
  it('are NAME:TAG', () => {
    const parsed = parseNameTag('torch-geo:1.2_a-B')

    expect(parsed).to.deep.equal({name: 'torch-geo', tag: '1.2_a-B'})
    expect(referenceOf({registry: 'cr.example.org:5000', project: 'lab/a', ...parsed})).to.equal(
      'cr.example.org:5000/lab/a/torch-geo:1.2_a-B',
    )
  })

  for (const text of [
    '',
    'tools',
    ':1',
    'tools:',
    'Tools:1',
    'a/b:1',
    'a:b:c',
    'a b:1',
    '-a:1',
    'a:-1',
    'a:.1',
    `a:${'x'.repeat(129)}`,
    'a:1-customized_0123',
    'a:1\n',
  ]) {
    it(`are not ${JSON.stringify(text.slice(0, 20))}`, () => {
      expect(() => parseNameTag(text)).to.throw(OpsInputError, '--as')
    })
  }

  it('go to HOST or HOST/PROJECT', () => {
    expect(parseRegistry('127.0.0.1:5005')).to.deep.equal({registry: '127.0.0.1:5005', project: undefined})
    expect(parseRegistry('cr.io/a/b')).to.deep.equal({registry: 'cr.io', project: 'a/b'})
    expect(() => parseRegistry('http://cr.io')).to.throw(OpsInputError, '--registry')
    expect(() => parseRegistry('-x/y')).to.throw(OpsInputError, '--registry')
  })
})
