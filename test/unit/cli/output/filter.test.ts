import {expect} from 'chai'
import fc from 'fast-check'
import {formatFilter, parseFilter, rowFilter} from '../../../../src/cli/output/filter.js'
import type {Column} from '../../../../src/cli/output/view.js'
import {sample, sampleColumns, type Sample} from './sample.js'

/** Names of the rows that pass. */
function passing(rows: readonly Sample[], ...filters: string[]): string[] {
  return rows.filter(rowFilter(filters, sampleColumns)).map((row) => row.name)
}

describe('reading a filter', () => {
  it('finds key, operator and value', () => {
    const filter = parseFilter('status=RUNNING')

    expect(filter).to.deep.equal({key: 'status', operator: '=', values: ['RUNNING']})
  })

  for (const operator of ['=', '!=', '~', '>', '<', '>=', '<='] as const) {
    it(`knows the operator ${operator}`, () => {
      expect(parseFilter(`a${operator}1`)).to.deep.equal({key: 'a', operator, values: ['1']})
    })
  }

  it('takes == for =', () => {
    expect(parseFilter('a==1')).to.deep.equal({key: 'a', operator: '=', values: ['1']})
  })

  it('splits values at commas and trims them', () => {
    expect(parseFilter('status = RUNNING, PENDING ').values).to.deep.equal(['RUNNING', 'PENDING'])
  })

  it('keeps commas, spaces and doubled quotes inside quotes', () => {
    expect(parseFilter('k="a,b",c," d ","say ""hi"""').values).to.deep.equal(['a,b', 'c', ' d ', 'say "hi"'])
  })

  it('takes quotes in the middle of a value as they are', () => {
    expect(parseFilter('k=5" disk').values).to.deep.equal(['5" disk'])
  })

  it('takes an empty value', () => {
    expect(parseFilter('reason=').values).to.deep.equal([''])
  })

  for (const wrong of ['', 'status', '=x', ' =x', '!x', 'k="a', 'k="a"b', 'k!~a']) {
    it(`refuses ${wrong === '' ? 'empty text' : wrong} and shows what a filter looks like`, () => {
      expect(() => parseFilter(wrong))
        .to.throw(/--filter: ".*" is not a filter such as status=RUNNING,PENDING/)
        .with.property('code', 'USAGE')
    })
  }

  it('refuses several values after an order', () => {
    expect(() => parseFilter('gpu>1,2')).to.throw('one value after >')
  })

  it('reads back what was written, for any text', () => {
    const key = fc.stringMatching(/^[A-Za-z][\w.-]{0,10}$/)
    const values = fc.array(fc.string({unit: 'binary'}), {minLength: 1, maxLength: 4})
    fc.assert(
      fc.property(key, fc.constantFrom('=', '!=', '~'), values, (name, operator, texts) => {
        const filter = {key: name, operator, values: texts} as const

        expect(parseFilter(formatFilter(filter))).to.deep.equal(filter)
      }),
    )
  })

  it('reads back the characters of its own grammar', () => {
    const values = fc.array(fc.string({unit: fc.constantFrom(...'",=!~<> \n\\a')}), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(fc.constantFrom('=', '!=', '~'), values, (operator, texts) => {
        const filter = {key: 'k', operator, values: texts} as const

        expect(parseFilter(formatFilter(filter))).to.deep.equal(filter)
      }),
    )
  })

  it('reads back an order with a value that begins with an equals sign', () => {
    const filter = {key: 'k', operator: '>', values: ['=5']} as const

    expect(parseFilter(formatFilter(filter))).to.deep.equal(filter)
  })
})

describe('filtering rows', () => {
  const rows = [
    sample({name: 'a', status: 'RUNNING', gpu: '0.4', memory: 1024 ** 3, tags: ['ci', 'nightly']}),
    sample({name: 'b', status: 'PENDING', gpu: '10', memory: 16 * 1024 ** 3}),
    sample({name: 'train-2.1', status: 'TERMINATED', gpu: null, memory: 512}),
    sample({name: 'train-2.10', status: 'running', gpu: '0.15', memory: 2 * 1024 ** 3}),
  ]

  it('takes any of several values', () => {
    expect(passing(rows, 'status=RUNNING,PENDING')).to.deep.equal(['a', 'b'])
  })

  it('takes rows that pass every filter', () => {
    expect(passing(rows, 'status=RUNNING,PENDING', 'gpu>1')).to.deep.equal(['b'])
  })

  it('leaves out all values after !=', () => {
    expect(passing(rows, 'status!=RUNNING,PENDING')).to.deep.equal(['train-2.1', 'train-2.10'])
  })

  it('finds a part of the text in any case with ~', () => {
    expect(passing(rows, 'name~TRAIN')).to.deep.equal(['train-2.1', 'train-2.10'])
  })

  it('is exact about text, also when it looks like a number', () => {
    const versions = [sample({name: '2.1'}), sample({name: '2.10'})]

    expect(passing(versions, 'name=2.1')).to.deep.equal(['2.1'])
  })

  it('finds equal amounts however they are written', () => {
    expect(passing(rows, 'gpu=0.40')).to.deep.equal(['a'])
  })

  it('compares numbers with sizes', () => {
    expect(passing(rows, 'memory=16g')).to.deep.equal(['b'])
    expect(passing(rows, 'memory>=1.5GiB')).to.deep.equal(['b', 'train-2.10'])
  })

  it('compares decimal strings as amounts', () => {
    expect(passing(rows, 'gpu<0.4')).to.deep.equal(['train-2.10'])
    expect(passing(rows, 'gpu<=0.4')).to.deep.equal(['a', 'train-2.10'])
  })

  it('never puts an absent value in an order', () => {
    expect(passing(rows, 'gpu<100')).to.not.include('train-2.1')
    expect(passing(rows, 'gpu>=0')).to.not.include('train-2.1')
  })

  it('finds absent values by an empty value', () => {
    expect(passing(rows, 'gpu=')).to.deep.equal(['train-2.1'])
    expect(passing(rows, 'gpu!=')).to.deep.equal(['a', 'b', 'train-2.10'])
  })

  it('finds a list by each of its items', () => {
    expect(passing(rows, 'tags=nightly')).to.deep.equal(['a'])
    expect(passing(rows, 'tags!=ci')).to.deep.equal(['b', 'train-2.1', 'train-2.10'])
  })

  it('orders versions naturally when the column says that they are text', () => {
    const version: Column<string> = {key: 'version', value: (row) => row, order: 'text', shown: 'table'}

    expect(['1.15', '2.7', '2.10'].filter(rowFilter(['version>2.7'], [version]))).to.deep.equal(['2.10'])
  })

  it('compares times, and takes times without a zone as UTC', () => {
    const createdAt: Column<string> = {key: 'createdAt', value: (row) => row, shown: 'table'}
    const times = ['2026-05-31T08:00:00Z', '2026-05-31T09:00:00.123456', '2026-05-31T12:00:00+09:00']

    const early = inHonolulu(() => times.filter(rowFilter(['createdAt<2026-05-31T09:30Z'], [createdAt])))

    expect(early).to.deep.equal(times)
  })

  it('orders text naturally', () => {
    const nodes = ['node2', 'node10', 'node1'].map((name) => sample({name}))

    expect(passing(nodes, 'name>=node2')).to.deep.equal(['node2', 'node10'])
  })

  it('refuses to compare a number with a word', () => {
    expect(() => passing(rows, 'memory>lots')).to.throw('"lots" is not a number or a size, as memory is')
  })

  it('refuses to compare a time with a word', () => {
    const createdAt: Column<string> = {key: 'createdAt', value: (row) => row, shown: 'table'}

    expect(() => ['2026-05-31T08:00:00Z'].filter(rowFilter(['createdAt<2h'], [createdAt]))).to.throw(
      '"2h" is not a time',
    )
  })

  it('takes a key or a heading in any case', () => {
    expect(passing(rows, 'MEM>=16g', 'Status=PENDING')).to.deep.equal(['b'])
  })

  it('lists the keys when one is unknown', () => {
    expect(() => rowFilter(['stats=x'], sampleColumns))
      .to.throw('--filter: "stats" is not one of name, id, status, gpu, memory, tags, slots')
      .with.property('code', 'USAGE')
  })
})

/** What the act returns on a machine whose clock is ten hours behind UTC. */
function inHonolulu<T>(act: () => T): T {
  const zone = process.env.TZ
  process.env.TZ = 'Pacific/Honolulu'
  try {
    return act()
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
}
