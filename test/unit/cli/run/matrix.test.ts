import {expect} from 'chai'
import {combinations, folderOf} from '../../../../src/cli/run/matrix.js'

describe('--matrix', () => {
  it('without flags is one run without variables', () => {
    const runs = combinations([])

    expect(runs).to.deep.equal([{label: '', variables: {}}])
  })

  it('makes every combination, the last flag fastest', () => {
    const runs = combinations(['lr=1e-3,1e-4', 'seed=1,2,3'])

    expect(runs.map(({label}) => label)).to.deep.equal([
      'lr=1e-3 seed=1',
      'lr=1e-3 seed=2',
      'lr=1e-3 seed=3',
      'lr=1e-4 seed=1',
      'lr=1e-4 seed=2',
      'lr=1e-4 seed=3',
    ])
    expect(runs[5]?.variables).to.deep.equal({lr: '1e-4', seed: '3'})
  })

  it('keeps further equal signs in the value', () => {
    const [run] = combinations(['opts=--depth=3'])

    expect(run?.variables).to.deep.equal({opts: '--depth=3'})
  })

  for (const [flag, words] of [
    ['lr', 'is not NAME=VALUE'],
    ['1x=2', 'is not NAME=VALUE'],
    ['lr=1,,2', 'empty value'],
    ['lr=', 'empty value'],
    ['lr=1,2,1', 'the value 1 twice'],
  ] as const) {
    it(`refuses ${flag}`, () => {
      expect(() => combinations([flag])).to.throw(words)
    })
  }

  it('refuses a variable that comes twice, and more runs than anybody means', () => {
    const many = Array.from({length: 101}, (_, i) => i).join(',')

    expect(() => combinations(['a=1', 'a=2'])).to.throw('a is there twice')
    expect(() => combinations([`a=${many}`, `b=${many}`])).to.throw('10201 runs')
  })

  it('names a folder that stays below the one it is put in', () => {
    const [run] = combinations(['data=../../etc', 'who=a b'])

    expect(folderOf(run ?? {label: '', variables: {}})).to.equal('data=.._.._etc,who=a,b')
  })
})
