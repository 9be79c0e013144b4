import {join} from 'node:path'
import {expect} from 'chai'
import {combinations} from '../../../../src/cli/run/matrix.js'
import {downloadsOf, uploadsOf} from '../../../../src/cli/run/transfers.js'

const [alone = {label: '', variables: {}}] = combinations([])
const [first = alone] = combinations(['lr=1e-3,1e-4', 'seed=1'])

describe('what a run takes along', () => {
  for (const [word, local, remote] of [
    ['.', '.', '.'],
    ['src', 'src', 'src'],
    ['src/', 'src/', 'src'],
    ['./data/train.csv', './data/train.csv', 'data/train.csv'],
    ['../shared', '../shared', 'shared'],
    ['..', '..', '.'],
    ['/etc/hosts', '/etc/hosts', 'hosts'],
    ['src:code', 'src', 'code'],
    ['a:b:/tmp/c', 'a:b', '/tmp/c'],
  ] as const) {
    it(`puts ${word} at ${remote}`, () => {
      expect(uploadsOf([word])).to.deep.equal([{local, remote}])
    })
  }

  for (const word of ['', ':', 'a:', ':b']) {
    it(`refuses "${word}"`, () => {
      expect(() => uploadsOf([word])).to.throw('--upload')
    })
  }
})

describe('what a run brings back', () => {
  it('lands where it was below the home', () => {
    expect(downloadsOf(['reports/'], alone)).to.deep.equal([{remote: 'reports/', local: 'reports'}])
  })

  it('lands below this folder, wherever it came from', () => {
    expect(downloadsOf(['/tmp/out', '../../etc'], alone).map(({local}) => local)).to.deep.equal([
      'out',
      'etc',
    ])
  })

  it('is kept apart for each run of a matrix', () => {
    expect(downloadsOf(['out:results'], first)).to.deep.equal([
      {remote: 'out', local: join('results', 'lr=1e-3,seed=1')},
    ])
  })
})
