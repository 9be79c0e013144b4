import {expect} from 'chai'
import {flattenValue, nestKeys} from '../../../../src/local/server/config-tree.js'

describe('the configuration tree', () => {
  const records = [
    {key: 'config/x', value: 'root'},
    {key: 'config/x/a', value: 'x'},
    {key: 'config/x/a/b%2Fc', value: '1'},
    {key: 'config/xy/z', value: '2'},
  ]

  it('nests keys, and takes a prefix as plain text', () => {
    expect(nestKeys(records, 'config/x')).to.deep.equal({'': 'root', a: {'': 'x', 'b/c': '1'}, y: {z: '2'}})
  })

  it('leaves percent signs alone that encode nothing', () => {
    expect(nestKeys([{key: 'a/100%', value: '1'}], 'a')).to.deep.equal({'100%': '1'})
  })

  it('takes no name for anything but a name', () => {
    const tree = nestKeys([{key: 'a/__proto__/polluted', value: '1'}], 'a')

    expect(Object.keys(tree)).to.deep.equal(['__proto__'])
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined)
  })

  it('stores values as Python writes them', () => {
    const value = {a: {'': 'x', b: 1}, t: true, n: null, l: [1, 'z'], f: 1.5, e: {}}

    expect(flattenValue('k', value)).to.deep.equal([
      {key: 'k/a', value: 'x'},
      {key: 'k/a/b', value: '1'},
      {key: 'k/t', value: 'True'},
      {key: 'k/n', value: 'None'},
      {key: 'k/l', value: "[1, 'z']"},
      {key: 'k/f', value: '1.5'},
    ])
  })
})
