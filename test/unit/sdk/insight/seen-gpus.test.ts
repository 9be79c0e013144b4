import {expect} from 'chai'
import {judgeGpus, readSeenGpus} from '../../../../src/sdk/insight/seen-gpus.js'

const GIB = 1024 ** 3
const given = {share: 0.5, gpuMemoryBytes: 32 * GIB, tolerancePercent: 5}
const gpu = (memoryBytes: number) => ({index: 0, uuid: 'GPU-1', model: 'A', memoryBytes})

describe('GPUs as a session sees them', () => {
  it('are read off nvidia-smi, a model with a comma too', () => {
    const seen = readSeenGpus('0, GPU-aa, 16384, Some GPU, 32GB\n1, GPU-bb, 8, X\n')

    expect(seen).to.deep.equal([
      {index: 0, uuid: 'GPU-aa', model: 'Some GPU, 32GB', memoryBytes: 16 * GIB},
      {index: 1, uuid: 'GPU-bb', model: 'X', memoryBytes: 8 * 1024 ** 2},
    ])
  })

  it('are none when the driver finds none', () => {
    expect(readSeenGpus('No devices were found\n')).to.deep.equal([])
  })

  for (const text of ['NVIDIA-SMI has failed', '0, GPU-aa, [N/A], X']) {
    it(`are an error for "${text}"`, () => {
      expect(() => readSeenGpus(text)).to.throw('no list of GPUs')
    })
  }

  it('agree when memory is the share, within the tolerance', () => {
    expect(judgeGpus([gpu(15.3 * GIB)], given)).to.include({ok: true, deviationPercent: -4.4})
  })

  it('disagree when it is the whole GPU, or nothing', () => {
    expect(judgeGpus([gpu(32 * GIB)], given)).to.include({ok: false, deviationPercent: 100})
    expect(judgeGpus([], given)).to.include({ok: false, seenBytes: 0})
  })

  it('agree for a session without a share only when it sees none', () => {
    expect(judgeGpus([], {...given, share: 0}).ok).to.equal(true)
    expect(judgeGpus([gpu(GIB)], {...given, share: 0}).ok).to.equal(false)
  })
})
