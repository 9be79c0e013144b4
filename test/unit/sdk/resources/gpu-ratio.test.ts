import {expect} from 'chai'
import {Decimal, InvalidValueError, planGpuRatio} from '../../../../src/sdk/index.js'
import {thrown} from '../../../support/rejection.js'

const GIB = 1024 ** 3

describe('planGpuRatio', () => {
  const plan = (values: Record<string, string>, ratio: string): Record<string, string> =>
    planGpuRatio({plugin: 'cuda', values}, {ratio: new Decimal(ratio), gpuMemoryBytes: 40 * GIB})

  it('gives 1.0 fGPU its part of the memory', () => {
    expect(plan({}, '4')).to.deep.equal({unit_mem: String(10 * GIB)})
  })

  it('lets a GPU hold so many whole shares, whatever the part is', () => {
    const {unit_mem: share = ''} = plan({}, '3')

    expect(new Decimal(40 * GIB).div(share).toDecimalPlaces(2, Decimal.ROUND_DOWN).toFixed(2)).to.equal(
      '3.00',
    )
  })

  it('changes the part of the processors in the same proportion, however often it is asked', () => {
    const once = plan({unit_mem: '40g', unit_proc: '108'}, '4')
    const twice = plan(once, '4')

    expect(once).to.deep.equal({unit_mem: String(10 * GIB), unit_proc: '27'})
    expect(twice).to.deep.equal(once)
  })

  it('refuses a ratio that leaves less memory than plugins take', () => {
    expect(thrown(() => plan({}, '100'), InvalidValueError).message).to.include('512 MiB')
  })
})
