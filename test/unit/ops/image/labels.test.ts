import {expect} from 'chai'
import fc from 'fast-check'
import type {ContainerConfig} from '../../../../src/ops/image/container.js'
import {commitChanges, ownerLabels} from '../../../../src/ops/image/labels.js'

const IMAGE: ContainerConfig = {
  env: ['PATH=/usr/bin', 'LANG=C.UTF-8'],
  labels: {'ai.backend.kernelspec': '1', 'ai.backend.role': 'COMPUTE'},
  entrypoint: null,
  command: ['bash'],
  user: '',
  workingDir: '',
}
const CONTAINER: ContainerConfig = {
  env: ['PATH=/opt/bin:/usr/bin', 'LANG=C.UTF-8', 'API_TOKEN=s3cret'],
  labels: {...IMAGE.labels, 'ai.backend.kernel-id': 'k1', 'ai.backend.owner': 'i-agent'},
  entrypoint: ['/opt/kernel/entrypoint.sh'],
  command: ['python', '-m', 'kernel'],
  user: '1000',
  workingDir: '/home/work',
}
const OWNER = ownerLabels({id: 'u1', email: 'a@example.org'}, {name: 'tools:1', id: 'i1'})

describe('changes of a commit', () => {
  it("make the image its owner's", () => {
    const changes = commitChanges(CONTAINER, IMAGE, OWNER)

    expect(changes).to.include('LABEL ai.backend.customized-image.owner="user:u1"')
    expect(changes).to.include('LABEL ai.backend.customized-image.name="tools:1"')
    expect(changes).to.include('LABEL ai.backend.customized-image.id="i1"')
    expect(changes).to.include('LABEL ai.backend.customized-image.user.email="a@example.org"')
  })

  it('keep no value of what the session was given, and name what is emptied only', () => {
    const changes = commitChanges(CONTAINER, IMAGE, OWNER)

    expect(changes).to.include('ENV API_TOKEN=""')
    expect(changes).to.include('LABEL ai.backend.kernel-id=""')
    expect(changes.join('\n')).to.not.match(/s3cret|k1|i-agent/)
  })

  it('bring back how the image starts', () => {
    const changes = commitChanges(CONTAINER, IMAGE, OWNER)

    expect(changes).to.include.members(['ENTRYPOINT ["env"]', 'CMD ["bash"]', 'USER 0', 'WORKDIR /'])
    expect(changes).to.include('ENV PATH="/usr/bin"')
    expect(changes.join('\n')).to.not.include('LANG')
  })

  it('mark an image without kernelspec as one of the platform', () => {
    const changes = commitChanges({...CONTAINER, labels: {}}, {...IMAGE, labels: {}}, {})

    expect(changes).to.include('LABEL ai.backend.kernelspec="1"')
  })

  it('are one instruction each, whatever a value holds', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const [change = ''] = commitChanges(IMAGE, IMAGE, {'ai.backend.x': `${value}!`})

        expect(change).to.match(/^LABEL ai\.backend\.x="(?:[^"\\$\r\n]|\\[\\"$])*"$/)
      }),
    )
  })
})
