import {expect} from 'chai'
import {chooseFound} from '../../../../src/ops/site/choose-found.js'
import type {Found} from '../../../../src/ops/site/discover.js'

function made(service: Found['service'], project: string, host = 'a'): Found {
  return {service, host, project, file: `/${project}/${service}.yaml`}
}

describe('what a site file is made of', () => {
  const files = (found: readonly Found[]) => found.map(({file}) => file)

  it('services of one compose project stay together, the rest is told', () => {
    const found = [made('redis', 'trial'), made('redis', 'real'), made('etcd', 'real')]

    const {kept, rivals} = chooseFound(found, {project: undefined})

    expect(files(kept)).to.deep.equal(['/real/redis.yaml', '/real/etcd.yaml'])
    expect(files(rivals)).to.deep.equal(['/trial/redis.yaml'])
  })

  it('a project that is named is taken alone', () => {
    const {kept, rivals} = chooseFound(
      [made('redis', 'trial'), made('redis', 'real'), made('etcd', 'real')],
      {
        project: 'trial',
      },
    )

    expect(files(kept)).to.deep.equal(['/trial/redis.yaml'])
    expect(rivals).to.deep.equal([])
  })

  it('a container that two hosts see belongs to the first', () => {
    const {kept, rivals} = chooseFound([made('redis', 'real'), made('redis', 'real', 'b')], {
      project: undefined,
    })

    expect(kept.map(({host}) => host)).to.deep.equal(['a'])
    expect(rivals).to.deep.equal([])
  })

  it('units stay, on every host that has them', () => {
    const units: Found[] = ['a', 'b'].map((host) => ({service: 'agent', host, unit: 'backendai-agent'}))

    expect(chooseFound(units, {project: 'p'}).kept).to.deep.equal(units)
  })
})
