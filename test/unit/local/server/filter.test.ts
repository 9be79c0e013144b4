import {expect} from 'chai'
import fc from 'fast-check'
import {compileFilter, type FieldSpecs} from '../../../../src/local/server/graphql/filter.js'
import {FilterError, parseFilter} from '../../../../src/local/server/graphql/filter-parser.js'
import {compileOrder, OrderError} from '../../../../src/local/server/graphql/ordering.js'

interface Row {
  name: string | null
  size: number | null
  tags: string[]
  status: string
  at: string
}

const fields: FieldSpecs<Row> = {
  name: {get: ({name}) => name},
  size: {get: ({size}) => size},
  tags: {get: ({tags}) => tags},
  status: {
    get: ({status}) => status,
    kind: 'enum',
    values: ['RUNNING', 'PENDING'],
    enumName: 'SessionStatus',
  },
  at: {get: ({at}) => at, kind: 'date'},
}
const rows: Row[] = [
  {name: 'alpha', size: 1, tags: ['x', 'y'], status: 'RUNNING', at: '2026-01-01T00:00:00+00:00'},
  {name: 'Beta', size: 20, tags: ['y'], status: 'PENDING', at: '2026-01-02T00:00:00+00:00'},
  {name: null, size: null, tags: [], status: 'PENDING', at: '2026-01-03T00:00:00+00:00'},
]

function matching(filter: string): (string | null)[] {
  return rows.filter(compileFilter(filter, fields)).map(({name}) => name)
}

describe('a filter', () => {
  for (const [filter, expected] of [
    ['name == "alpha"', ['alpha']],
    ['name != "alpha"', ['Beta']],
    ['size >= 20', ['Beta']],
    ['size < 20', ['alpha']],
    ['name contains "lph"', ['alpha']],
    ['name contains "LPH"', []],
    ['name like "%eta"', ['Beta']],
    ['name like "b%"', []],
    ['name ilike "b%"', ['Beta']],
    ['name like "alph_"', ['alpha']],
    ['name like "alph\\_"', []],
    ['name like "\\alpha"', ['alpha']],
    ['name in ["alpha", "gamma"]', ['alpha']],
    ['name is null', [null]],
    ['name isnot null', ['alpha', 'Beta']],
    ['tags == "y"', ['alpha', 'Beta']],
    ['status == "running"', ['alpha']],
    ['at > "2026-01-02T00:00:00Z"', [null]],
    ['at >= "2026-01-02"', ['Beta', null]],
    ['(size == 1) | (size == 20)', ['alpha', 'Beta']],
    ['!(name == "alpha")', ['Beta']],
    ['!name == "alpha"', ['Beta']],
  ] as const) {
    it(`takes ${filter} as managers do`, () => {
      expect(matching(filter)).to.deep.equal(expected)
    })
  }

  it('groups & and | to the right with the same precedence', () => {
    expect(parseFilter('a == 1 & b == 2 | c == 3')).to.deep.equal(parseFilter('a == 1 & (b == 2 | c == 3)'))
  })

  it('negates everything to the right of !', () => {
    expect(parseFilter('!a == 1 & b == 2')).to.deep.equal(parseFilter('!(a == 1 & b == 2)'))
  })

  it('undoes escaped quotes in a text', () => {
    expect(parseFilter(String.raw`name == "say \"hi\""`)).to.have.property('value', 'say "hi"')
  })

  it('treats % and _ in an ordinary comparison as themselves', () => {
    expect(matching('name == "%"')).to.deep.equal([])
  })

  it('matches characters that mean something in regular expressions as themselves', () => {
    const test = compileFilter<Row>('name like "a.c%"', fields)

    expect([
      test({...(rows[0] as Row), name: 'abc'}),
      test({...(rows[0] as Row), name: 'a.cd'}),
    ]).to.deep.equal([false, true])
  })

  for (const [filter, message] of [
    ['foo == 1', `('Unknown/unsupported field name', 'foo')`],
    ['constructor == 1', `('Unknown/unsupported field name', 'constructor')`],
    ['status == "FOO"', `'FOO' is not a valid SessionStatus`],
    ['name ==', 'Unexpected end of input'],
    ['name == "a', 'No terminal matches'],
    ['name = "a"', 'No terminal matches'],
    ["name == 'a'", 'No terminal matches'],
    ['name == "a" name == "b"', `Unexpected token 'name' at column 13`],
    ['(name == "a"', 'Unexpected end of input'],
    ['', 'Unexpected end of input'],
  ] as const) {
    it(`refuses ${filter || 'an empty text'} and says why`, () => {
      expect(() => matching(filter)).to.throw(FilterError, message)
    })
  }

  it('reads or refuses any text, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseFilter(text)
        } catch (error) {
          expect(error).to.be.instanceOf(FilterError)
        }
      }),
    )
  })
})

describe('an order', () => {
  it('goes by several columns, down with -', () => {
    const sorted = rows.toSorted(compileOrder('+status,-size', fields))

    expect(sorted.map(({name}) => name)).to.deep.equal([null, 'Beta', 'alpha'])
  })

  it('puts null last when going up and first when going down', () => {
    expect(rows.toSorted(compileOrder('size', fields)).map(({size}) => size)).to.deep.equal([1, 20, null])
    expect(rows.toSorted(compileOrder('-size', fields)).map(({size}) => size)).to.deep.equal([null, 20, 1])
  })

  for (const order of ['foo', '', 'name;size', '__proto__']) {
    it(`refuses ${order || 'an empty text'}`, () => {
      expect(() => compileOrder(order, fields)).to.throw(OrderError)
    })
  }
})
