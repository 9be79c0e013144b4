import {expect} from 'chai'
import fc from 'fast-check'
import {InvalidValueError} from '../../../../src/sdk/errors.js'
import {
  addSlots,
  fitsInto,
  isAcceleratorSlot,
  readAmount,
  readSlots,
  shortBy,
  slotAmount,
  subtractSlots,
  writeSlots,
  type ResourceSlots,
} from '../../../../src/sdk/values/resource-slots.js'
import {formatDecimal} from '../../../../src/sdk/values/decimal.js'
import {thrown} from '../../../support/rejection.js'

const NAMES = ['cpu', 'mem', 'cuda.shares', 'rocm.device'] as const
const amount = fc.integer({min: 0, max: 4_000_000}).map((thousandths) => (thousandths / 1000).toFixed(3))
const slots = fc.dictionary(fc.constantFrom(...NAMES), amount).map((wire) => readSlots(wire))

function same(a: ResourceSlots, b: ResourceSlots): boolean {
  return NAMES.every((name) => slotAmount(a, name).eq(slotAmount(b, name)))
}

describe('reading and writing resource slots', () => {
  it('keeps fractions exact on the way through', () => {
    const wire = {cpu: '4', mem: '17179869184', 'cuda.shares': '0.3'}

    expect(writeSlots(readSlots(wire))).to.deep.equal(wire)
  })

  it('reads numbers, and drops the zeros that some releases append', () => {
    const written = writeSlots(readSlots({cpu: 2, 'cuda.shares': '0.500000'}))

    expect(written).to.deep.equal({cpu: '2', 'cuda.shares': '0.5'})
  })

  it('leaves out what has no limit, and keeps what is unlimited', () => {
    const written = writeSlots(readSlots({cpu: null, mem: 'Infinity'}))

    expect(written).to.deep.equal({mem: 'Infinity'})
  })

  it('reads sizes for memory of the host and of an accelerator', () => {
    expect(formatDecimal(readAmount('mem', '16g'))).to.equal('17179869184')
    expect(formatDecimal(readAmount('cuda.mem', '1.5GiB'))).to.equal('1610612736')
  })

  it('refuses a size for a slot that is no memory', () => {
    const error = thrown(() => readAmount('cpu', '2g'), InvalidValueError)

    expect(error.accepted).to.include('a decimal number')
  })

  it('reads unlimited memory as unlimited, not as a size', () => {
    expect(formatDecimal(readAmount('mem', 'Infinity'))).to.equal('Infinity')
  })

  it('tells accelerators from CPU and memory', () => {
    const accelerators = ['cpu', 'mem', 'cuda.shares', 'cuda.device', 'rocm.device'].filter(isAcceleratorSlot)

    expect(accelerators).to.deep.equal(['cuda.shares', 'cuda.device', 'rocm.device'])
  })
})

describe('arithmetic of resource slots', () => {
  it('fits three times 0.3 into 0.9, and not into 0.8', () => {
    const third = readSlots({'cuda.shares': '0.3'})
    const need = addSlots(addSlots(third, third), third)

    expect(fitsInto(need, readSlots({'cuda.shares': '0.9'}))).to.equal(true)
    expect(fitsInto(need, readSlots({'cuda.shares': '0.8'}))).to.equal(false)
  })

  it('names only the slots that are short, with what is missing', () => {
    const missing = shortBy(readSlots({cpu: 4, mem: 100, 'cuda.shares': '0.4'}), readSlots({cpu: 8, mem: 40}))

    expect(writeSlots(missing)).to.deep.equal({mem: '60', 'cuda.shares': '0.4'})
  })

  it('fits anything into the unlimited', () => {
    expect(fitsInto(readSlots({mem: '1'.repeat(30)}), readSlots({mem: 'Infinity'}))).to.equal(true)
    expect(fitsInto(readSlots({mem: 'Infinity'}), readSlots({mem: 'Infinity'}))).to.equal(true)
  })

  it('does not change its inputs', () => {
    const [a, b] = [readSlots({cpu: 1}), readSlots({cpu: 2, mem: 3})]

    addSlots(a, b)
    subtractSlots(a, b)

    expect(writeSlots(a)).to.deep.equal({cpu: '1'})
    expect(writeSlots(b)).to.deep.equal({cpu: '2', mem: '3'})
  })

  it('adds in any order', () => {
    fc.assert(
      fc.property(slots, slots, slots, (a, b, c) => {
        expect(same(addSlots(a, b), addSlots(b, a))).to.equal(true)
        expect(same(addSlots(addSlots(a, b), c), addSlots(a, addSlots(b, c)))).to.equal(true)
      }),
    )
  })

  it('takes away what was added', () => {
    fc.assert(
      fc.property(slots, slots, (a, b) => {
        expect(same(subtractSlots(addSlots(a, b), b), a)).to.equal(true)
      }),
    )
  })

  it('fits exactly when nothing is short', () => {
    fc.assert(
      fc.property(slots, slots, (need, free) => {
        const everySlotFits = NAMES.every((name) => slotAmount(need, name).lte(slotAmount(free, name)))

        expect(fitsInto(need, free)).to.equal(everySlotFits)
        expect(shortBy(need, free).size === 0).to.equal(everySlotFits)
      }),
    )
  })

  it('fits as soon as what is short is added', () => {
    fc.assert(
      fc.property(slots, slots, (need, free) => {
        expect(fitsInto(need, addSlots(free, shortBy(need, free)))).to.equal(true)
      }),
    )
  })

  it('still fits into more', () => {
    fc.assert(
      fc.property(slots, slots, (need, more) => {
        expect(fitsInto(need, addSlots(need, more))).to.equal(true)
      }),
    )
  })
})
