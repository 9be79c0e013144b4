import {expect} from 'chai'
import fc from 'fast-check'
import {readDocument, writeDocument} from '../../../../src/ops/etcd/document.js'
import type {EtcdEntry} from '../../../../src/ops/etcd/entry.js'
import {canonicalKey, quote, unquote} from '../../../../src/ops/etcd/quoting.js'
import {flattenJson, nest, renderTree} from '../../../../src/ops/etcd/tree.js'

const awkward = fc.oneof(
  fc.constantFrom(
    'a',
    'a/b',
    'a-b',
    'a/b/c',
    'x%2Fy',
    'x%2fy',
    'x y',
    '%',
    '%zz',
    '%E0%A4',
    'a//b',
    '/a',
    'a/',
    '',
  ),
  fc.string({unit: 'binary', maxLength: 12}),
  fc
    .array(fc.constantFrom('a', 'b', '/', '%', '2', 'F', 'f', ' ', '한', '"', '__proto__', '7'), {
      maxLength: 8,
    })
    .map((p) => p.join('')),
)
const bytes = fc.oneof(
  awkward.map((text) => Buffer.from(text)),
  fc.uint8Array({maxLength: 10}).map((array) => Buffer.from(array)),
)
const entries = fc
  .uniqueArray(
    fc.record({
      key: bytes,
      value: bytes,
      leaseSeconds: fc.option(fc.integer({min: 1, max: 1e6}), {nil: undefined}),
    }),
    {selector: (entry) => entry.key.toString('hex'), maxLength: 30},
  )
  .map((list) => list.sort((a, b) => Buffer.compare(a.key, b.key)) as EtcdEntry[])

function readable(list: readonly EtcdEntry[]): string[] {
  return list.map((e) => `${e.key.toString('hex')}=${e.value.toString('hex')}@${e.leaseSeconds ?? '-'}`)
}

describe('the files of an etcd backup', () => {
  it('hold any keys, values and leases', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const {json, exact} = writeDocument(list)

        const read = readDocument([...json].join(''), exact)

        expect(readable(read)).to.deep.equal(readable(list))
      }),
      {numRuns: 400},
    )
  })

  it('need no second file for what the manager tool itself can write', () => {
    const list = [
      ['config/x', 'root'],
      ['config/x/a', 'x'],
      ['config/x/a/b%2Fc', '1'],
      ['config/xy/z', '2\n한'],
    ].map(([key = '', value = '']) => ({key: Buffer.from(key), value: Buffer.from(value)}))

    const {json, exact, exactKeys} = writeDocument(list)

    expect(exact).to.equal(undefined)
    expect(exactKeys).to.equal(0)
    expect(JSON.parse([...json].join(''))).to.deep.equal({
      config: {x: {'': 'root', a: {'': 'x', 'b/c': '1'}}, xy: {z: '2\n한'}},
    })
  })

  it('keep a key that the manager tool would quote differently', () => {
    const list = [{key: Buffer.from('host:5000/a b'), value: Buffer.from('1')}]

    const {json, exact, exactKeys} = writeDocument(list)

    expect(exactKeys).to.equal(1)
    const text = [...json].join('')
    expect(JSON.parse(text)).to.deep.equal({'host:5000': {'a b': '1'}})
    expect(readable(readDocument(text, exact))).to.deep.equal(readable(list))
  })

  it('may name a key twice, then the last one counts', () => {
    const read = readDocument('{"b": "1", "": {"c": "2", "a": "3"}, "c": "4", "a": 5.0}', undefined)

    expect(read.map(({key, value}) => `${key.toString()}=${value.toString()}`)).to.deep.equal([
      'a=5.0',
      'b=1',
      'c=4',
    ])
  })

  it('refuse a list or a truncated file', () => {
    expect(() => readDocument('[1]', undefined)).to.throw(/not a JSON object/)
    expect(() => readDocument('{"a": {"b": "c"', undefined)).to.throw(/is not JSON/)
  })
})

describe('quoting keys', () => {
  it('quotes as Python does', () => {
    expect(quote("cr.backend.ai/stable python:3.9-_.~!'()*한")).to.equal(
      'cr.backend.ai%2Fstable%20python%3A3.9-_.~%21%27%28%29%2A%ED%95%9C',
    )
  })

  it('leaves invalid sequences alone', () => {
    expect(unquote('a+b%zz%2')).to.equal('a+b%zz%2')
    expect(unquote('%E0%A4x')).to.equal('\uFFFDx')
    expect(unquote('%ED%95%9C%')).to.equal('한%')
  })

  it('gives back what was quoted', () => {
    fc.assert(fc.property(fc.string({unit: 'grapheme'}), (text) => unquote(quote(text)) === text))
    fc.assert(fc.property(awkward, (key) => canonicalKey(canonicalKey(key)) === canonicalKey(key)))
  })
})

describe('putting a JSON file', () => {
  it('flattens as the manager tool does', () => {
    const text =
      '{"a":{"":"x","b/c":1,"t":true,"n":null,"l":[1,"z",{"k":"it\'s"}],"f":1.50,"e":{}},"":"root","i":12345678901234567890}'

    const pairs = Object.fromEntries(flattenJson(text, 'x.json', 'config/x'))

    expect(pairs).to.deep.equal({
      'config/x/a': 'x',
      'config/x/a/b%2Fc': '1',
      'config/x/a/t': 'True',
      'config/x/a/n': 'None',
      'config/x/a/l': `[1, 'z', {'k': "it's"}]`,
      'config/x/a/f': '1.5',
      'config/x': 'root',
      'config/x/i': '12345678901234567890',
    })
  })

  it('writes floats as Python does', () => {
    const text = '[1.0, 1e16, 1e15, 0.0001, 0.00001, -0.0, -1.5e-7, 1e400, 123456.789e3]'

    const pairs = flattenJson(`{"l": ${text}}`, 'x.json')

    expect(pairs.get('l')).to.equal(
      '[1.0, 1e+16, 1000000000000000.0, 0.0001, 1e-05, -0.0, -1.5e-07, inf, 123456789.0]',
    )
  })

  it('maps an empty key to the top of the namespace', () => {
    expect([...flattenJson('{"config": {"a": "1"}}', 'x.json', '').keys()]).to.deep.equal(['config/a'])
  })

  it('keeps the order of names that look like numbers', () => {
    const text = [
      ...renderTree(
        nest([
          ['a/10', 'x'],
          ['a/9', 'y'],
        ]),
      ),
    ].join('')

    expect(text).to.equal('{\n  "a": {\n    "10": "x",\n    "9": "y"\n  }\n}')
  })
})
