import {expect} from 'chai'
import {
  chooseGpuSlot,
  chooseImage,
  Decimal,
  matchImages,
  UnsupportedError,
} from '../../../../src/sdk/index.js'
import {anImage} from '../../../support/sessions.js'

describe('the slot that --gpu means', () => {
  it('is the fractional slot where there is one', () => {
    expect(chooseGpuSlot(new Decimal('0.4'), ['cpu', 'mem', 'cuda.shares'], 'here')).to.equal('cuda.shares')
    expect(chooseGpuSlot(new Decimal('2'), ['cpu', 'cuda.device', 'cuda.shares'], 'here')).to.equal(
      'cuda.shares',
    )
  })

  it('is a whole device for whole numbers where there are only these', () => {
    expect(chooseGpuSlot(new Decimal('1'), ['cpu', 'mem', 'rocm.device'], 'here')).to.equal('rocm.device')
  })

  it('is CUDA before other makers', () => {
    expect(chooseGpuSlot(new Decimal('0.5'), ['rocm.shares', 'cuda.shares'], 'here')).to.equal('cuda.shares')
  })

  it('refuses a fraction of whole devices, and says what can be had', () => {
    const choose = () => chooseGpuSlot(new Decimal('0.4'), ['cuda.device'], 'resource group "a"')

    expect(choose).to.throw(UnsupportedError, 'resource group "a" has whole GPUs only (cuda.device); 0.4')
  })

  it('says what there is when there is no GPU', () => {
    try {
      chooseGpuSlot(new Decimal('1'), ['cpu', 'mem'], 'resource group "a"')
      expect.fail('it chose a slot')
    } catch (error) {
      expect(error).to.be.instanceOf(UnsupportedError)
      expect((error as UnsupportedError).hints).to.deep.equal(['It has: cpu, mem.'])
    }
  })
})

describe('the image that a word means', () => {
  const images = [
    anImage('python:3.9-ubuntu20.04'),
    anImage('python:3.11-ubuntu22.04', {aliases: ['python']}),
    anImage('python-tensorflow:1.15-py36', {accelerators: ['cuda']}),
    anImage('python-tensorflow:2.7-py38-cuda11.3', {accelerators: ['cuda']}),
    anImage('python-tensorflow:2.15-py39', {accelerators: ['cuda']}),
    anImage('python-pytorch:1.9-py38', {accelerators: ['cuda']}),
  ]

  for (const [typed, tag] of [
    ['python', '3.11-ubuntu22.04'],
    ['tensorflow', '2.15-py39'],
    ['tensorflow:2.7', '2.7-py38-cuda11.3'],
    ['tf:1.15', '1.15-py36'],
    ['pytorch:1.9', '1.9-py38'],
    ['registry.example/stable/python:3.9-ubuntu20.04', '3.9-ubuntu20.04'],
    ['stable/python:3.9', '3.9-ubuntu20.04'],
  ] as const) {
    it(`finds ${tag} for ${typed}`, () => {
      expect(matchImages(images, typed)[0]?.tag).to.equal(tag)
    })
  }

  it('does not take 2.1 for 2.15', () => {
    expect(matchImages(images, 'tensorflow:2.1')).to.deep.equal([])
  })

  it('finds nothing for an unknown word', () => {
    expect(matchImages(images, 'julia')).to.deep.equal([])
  })

  it('takes the newest that fits when none is named', () => {
    expect(chooseImage(images, undefined)?.tag).to.equal('3.11-ubuntu22.04')
    expect(chooseImage(images, 'cuda.shares')?.tag).to.equal('2.15-py39')
  })

  it("never takes somebody's private image or a system image by itself", () => {
    const hidden = [
      anImage('mine:9.9', {owner: 'somebody'}),
      anImage('filebrowser:9.9', {labels: {'ai.backend.role': 'SYSTEM'}}),
    ]

    expect(chooseImage(hidden, undefined)).to.equal(undefined)
  })

  it('takes an image that is there before a newer one that must be fetched', () => {
    const two = [anImage('python:3.12', {installed: false}), anImage('python:3.11')]

    expect(chooseImage(two, undefined)?.tag).to.equal('3.11')
  })
})
