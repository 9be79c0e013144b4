import {expect} from 'chai'
import {imageFacts, isVersion} from '../../../../src/sdk/insight/image-facts.js'

describe('what the name of an image says', () => {
  for (const [name, tag, facts] of [
    ['stable/python-tensorflow', '2.7-py38-cuda11.3', ['tensorflow', '2.7', '3.8', '11.3', null]],
    ['stable/ngc-pytorch', '1.9.0-ubuntu20.04-py311', ['pytorch', '1.9.0', '3.11', null, 'ubuntu20.04']],
    ['stable/python', '3.11-ubuntu22.04', ['python', '3.11', '3.11', null, 'ubuntu22.04']],
    ['numpy', 'latest', ['numpy', null, null, null, null]],
    ['a/b/cuda', 'v12.1-python3.9', ['cuda', '12.1', '3.9', null, null]],
  ] as const) {
    it(`is read off ${name}:${tag}`, () => {
      const {framework, version, python, cuda, base} = imageFacts({name, tag})

      expect([framework, version, python, cuda, base]).to.deep.equal(facts)
    })
  }

  it('is kept by a version with more numbers, and by no other', () => {
    expect(['2.7', '2.7.1', '2.7+cu113', '2.7-rc1'].map((real) => isVersion(real, '2.7'))).to.deep.equal([
      true,
      true,
      true,
      true,
    ])
    expect(['2.71', '2', '12.7', '2.7rc1'].some((real) => isVersion(real, '2.7'))).to.equal(false)
  })
})
