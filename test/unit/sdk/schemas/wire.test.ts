import {expect} from 'chai'
import fc from 'fast-check'
import {z} from 'zod'
import {jsonText, optionalText, slotAmounts} from '../../../../src/sdk/schemas/wire.js'
import {readSlots} from '../../../../src/sdk/values/resource-slots.js'

describe('JSON inside a string', () => {
  const schema = z.object({slots: jsonText(z.record(z.string(), z.number()))})

  it('is read through the schema of what is inside', () => {
    expect(schema.parse({slots: '{"cpu": 4}'})).to.deep.equal({slots: {cpu: 4}})
  })

  for (const absent of [null, undefined, '', 'null']) {
    it(`counts as absent when it is ${JSON.stringify(absent)}`, () => {
      expect(schema.parse({slots: absent})).to.deep.equal({slots: null})
    })
  }

  it('names the field when it is no JSON', () => {
    const result = schema.safeParse({slots: '{cut'})

    expect(result.error?.issues.map(({path, message}) => ({path, message}))).to.deep.equal([
      {path: ['slots'], message: 'is no JSON text'},
    ])
  })

  it('names the inner field when its type is wrong', () => {
    const result = schema.safeParse({slots: '{"cpu": "four"}'})

    expect(result.error?.issues[0]?.path).to.deep.equal(['slots', 'cpu'])
  })
})

describe('slot amounts', () => {
  it('become plain decimal text', () => {
    const amounts = slotAmounts.parse({
      cpu: 4,
      mem: '17179869184',
      'cuda.shares': '0.500000',
      'rocm.device': '2.000',
    })

    expect(amounts).to.deep.equal({cpu: '4', mem: '17179869184', 'cuda.shares': '0.5', 'rocm.device': '2'})
  })

  it('lose what is not set, and keep what is unlimited', () => {
    expect(slotAmounts.parse({a: null, b: 'NaN', c: 'Infinity'})).to.deep.equal({c: 'Infinity'})
  })

  it('keep round numbers round', () => {
    expect(slotAmounts.parse({cpu: '100', mem: '0', 'cuda.shares': '0.0'})).to.deep.equal({
      cpu: '100',
      mem: '0',
      'cuda.shares': '0',
    })
  })

  it('lose their exponents, which JSON writes for very small and very large numbers', () => {
    expect(slotAmounts.parse({a: 1e-7, b: 1e21, c: '1E+3', d: '0E-6'})).to.deep.equal({
      a: '0.0000001',
      b: '1000000000000000000000',
      c: '1000',
      d: '0',
    })
  })

  it('can be calculated with, whatever number the manager sent', () => {
    fc.assert(
      fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), (value) => {
        const slots = readSlots(slotAmounts.parse({cpu: value}))

        expect(slots.get('cpu')?.toNumber()).to.equal(value === 0 ? 0 : value)
      }),
    )
  })

  it('name the slot whose amount is no amount', () => {
    const result = z.object({occupied: slotAmounts}).safeParse({occupied: {cpu: ['4']}})

    expect(result.error?.issues[0]?.path).to.deep.equal(['occupied', 'cpu'])
  })

  it('name the slot whose text is no amount', () => {
    const result = z.object({occupied: slotAmounts}).safeParse({occupied: {cpu: 'plenty'}})

    expect(result.error?.issues[0]?.path).to.deep.equal(['occupied', 'cpu'])
  })
})

describe('optional text', () => {
  for (const nothing of [null, undefined, '', 'None']) {
    it(`is null for ${JSON.stringify(nothing)}`, () => {
      expect(optionalText.parse(nothing)).to.equal(null)
    })
  }

  it('is itself otherwise', () => {
    expect(optionalText.parse('None at all')).to.equal('None at all')
  })
})
