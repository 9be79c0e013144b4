import {expect} from 'chai'
import {largestFit} from '../../../../src/sdk/insight/largest-fit.js'
import {readSlots} from '../../../../src/sdk/values/resource-slots.js'

const node = (id: string, free: Record<string, string>) => ({
  id,
  capacity: readSlots(free),
  free: readSlots(free),
})

describe('the largest session that fits', () => {
  it('is on the node with the most GPU, however many cores another one has', () => {
    const nodes = [
      node('cores', {cpu: '64', 'cuda.shares': '0.2'}),
      node('gpu', {cpu: '2', 'cuda.shares': '0.9'}),
    ]

    expect(largestFit(nodes, [])).to.deep.equal({agent: 'gpu', slots: {cpu: '2', 'cuda.shares': '0.9'}})
  })

  it('is cut to what the tightest limit leaves', () => {
    const limits = [readSlots({cpu: '3'}), readSlots({cpu: '2', 'cuda.shares': '0.5'})]

    expect(largestFit([node('a', {cpu: '8', 'cuda.shares': '1'})], limits)?.slots).to.deep.equal({
      cpu: '2',
      'cuda.shares': '0.5',
    })
  })

  it('is nothing of a slot whose limit is overdrawn, and has two decimals of a GPU', () => {
    const limits = [readSlots({cpu: '-1'})]

    expect(largestFit([node('a', {cpu: '8', 'cuda.shares': '0.339'})], limits)?.slots).to.deep.equal({
      cpu: '0',
      'cuda.shares': '0.33',
    })
  })

  it('does not exist without a node', () => {
    expect(largestFit([], [])).to.equal(undefined)
  })
})
