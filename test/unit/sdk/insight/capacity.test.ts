import {expect} from 'chai'
import fc from 'fast-check'
import {
  addSlots,
  Decimal,
  freedBy,
  needsOf,
  startsAfterFreeing,
  usableNodes,
  type ResourceSlots,
} from '../../../../src/sdk/index.js'
import {anAgent, aRunningSession, aSession} from '../../../support/sessions.js'

describe('who starts when something ends', () => {
  const agent = anAgent({occupied: {cpu: '2', mem: '2147483648', 'cuda.shares': '0.8'}})
  const nodes = usableNodes([agent], 'default')

  it('foretells the third of three when one of two running ends', () => {
    const third = aSession({id: 'c', name: 'train-3'})

    const starting = startsAfterFreeing([third], nodes, freedBy([aRunningSession()]))

    expect(starting.map((session) => session.name)).to.deep.equal(['train-3'])
  })

  it('foretells nobody when what ends held too little', () => {
    const large = aSession({requestedSlots: {'cuda.shares': '0.7'}})

    expect(startsAfterFreeing([large], nodes, freedBy([aRunningSession()]))).to.deep.equal([])
  })

  it('never gives out more than there is', () => {
    const amount = fc
      .integer({min: 1, max: 100})
      .map((hundredths) => new Decimal(hundredths).div(100).toFixed())
    fc.assert(
      fc.property(fc.array(amount, {maxLength: 30}), (amounts) => {
        const queue = amounts.map((gpu, i) => aSession({id: String(i), requestedSlots: {'cuda.shares': gpu}}))

        const starting = startsAfterFreeing(queue, nodes, new Map())

        const given = starting.reduce<ResourceSlots>(
          (sum, session) => addSlots(sum, needsOf(session)),
          new Map(),
        )
        expect((given.get('cuda.shares') ?? new Decimal(0)).lte('0.2')).to.equal(true)
      }),
    )
  })

  it('serves higher priority first', () => {
    const early = aSession({id: 'e', name: 'early', requestedSlots: {'cuda.shares': '0.2'}})
    const urgent = aSession({
      id: 'u',
      name: 'urgent',
      priority: 90,
      createdAt: '2026-01-02T00:00:00Z',
      requestedSlots: {'cuda.shares': '0.2'},
    })

    expect(startsAfterFreeing([early, urgent], nodes, new Map()).map(({name}) => name)).to.deep.equal([
      'urgent',
    ])
  })
})
