import {expect} from 'chai'
import {evaluate} from '../../../../src/ops/check/evaluate.js'
import {compareVersions, factsFrom, type HostFacts} from '../../../../src/ops/check/probe.js'

const GIB = 1024 ** 3
const GOOD: HostFacts = {
  cores: 4,
  memoryBytes: 31.2 * GIB,
  diskBytes: 600 * GIB,
  ssd: true,
  gpus: ['V100, 535.1'],
  versions: {
    docker: '20.10.24',
    compose: '1.29.2',
    cuda: '10.2',
    nvidiaRuntime: '1.14',
    python: '3.11.2',
    pyenv: '2.6',
    pyenvVirtualenv: '1.2.4',
  },
}
const WISH = {recommended: false, sum: false}

describe('ops check', () => {
  const failed = (
    facts: Partial<HostFacts>,
    wish = WISH,
    roles: Parameters<typeof evaluate>[1] = ['agent'],
  ) =>
    evaluate('h', roles, {...GOOD, ...facts}, wish)
      .filter(({result}) => result === 'failed')
      .map(({item}) => item)

  it('passes a host that has what the table asks, though firmware keeps some of the memory', () => {
    expect(failed({})).to.deep.equal([])
  })

  for (const [facts, item] of [
    [{cores: 3}, 'CPU'],
    [{memoryBytes: 24 * GIB}, 'memory'],
    [{diskBytes: 500 * GIB}, 'disk'],
    [{diskBytes: 512 * GIB}, 'disk'],
    [{ssd: false}, 'disk kind'],
    [{gpus: []}, 'GPU'],
    [{versions: {...GOOD.versions, docker: '18.9'}}, 'Docker'],
    [{versions: {...GOOD.versions, python: '3.7.9'}}, 'Python'],
    [{versions: {...GOOD.versions, pyenvVirtualenv: '1.1.5'}}, 'pyenv-virtualenv'],
  ] as const) {
    it(`fails ${item} for ${JSON.stringify(facts)}, and says what to run`, () => {
      expect(failed(facts)).to.deep.equal([item])
      const line = evaluate('h', ['agent'], {...GOOD, ...facts}, WISH).find((one) => one.item === item)
      expect(line?.fix).to.be.a('string').and.not.to.equal('')
    })
  }

  it('doubles with --recommended, CUDA by its own number', () => {
    expect(failed({}, {recommended: true, sum: false})).to.deep.equal(['CPU', 'memory', 'disk', 'CUDA'])
  })

  it('takes the greatest of the roles, and their sum with --sum', () => {
    const roles = ['manager', 'postgres', 'etcd'] as const
    expect(failed({cores: 2}, WISH, roles)).to.deep.equal([])
    expect(failed({cores: 4}, {recommended: false, sum: true}, roles)).to.deep.equal(['CPU'])
  })

  it('does not fail what the system does not tell', () => {
    expect(failed({ssd: null, diskBytes: null})).to.deep.equal([])
  })

  it('reads the probe, the newest Python counts', () => {
    const facts = factsFrom(
      'cores 2\nmemory 1024\ndisk /dev/vda 270 19 78 20% /\nrotational 1\npython Python 3.7.1\npython Python 3.11.7\ncompose v2.40.3\npyenvVirtualenv pyenv-virtualenv 1.4.0 (python -m venv)\n',
    )

    expect(facts).to.deep.include({cores: 2, memoryBytes: 1024 ** 2, diskBytes: 270, ssd: false, gpus: []})
    expect(facts.versions).to.deep.equal({compose: '2.40.3', python: '3.11.7', pyenvVirtualenv: '1.4.0'})
  })

  it('orders versions by their numbers', () => {
    expect(['3.11', '19.03', '3.8', '3.8.1'].toSorted(compareVersions)).to.deep.equal([
      '3.8',
      '3.8.1',
      '3.11',
      '19.03',
    ])
  })
})
