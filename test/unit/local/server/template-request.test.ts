import {expect} from 'chai'
import {withTemplate} from '../../../../src/local/server/template-request.js'
import {parseTemplate} from '../../../../src/sdk/index.js'

const template = (kernel: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) =>
  parseTemplate({
    kind: 'taskTemplate',
    metadata: {name: 'train', tag: 'of-it'},
    spec: {kernel: {image: 'python:3.11', environ: {A: 'one'}, ...kernel}, resources: {cpu: 2}, ...spec},
  })

describe('a request to create from a template', () => {
  it('is what the template says where the request is silent', () => {
    const body = withTemplate({name: 'x'}, template({}, {mounts: {data: '/data', home: ''}}), 'vision')

    expect(body).to.deep.include({name: 'x', image: 'python:3.11', group: 'vision', tag: 'of-it'})
    expect(body['config']).to.deep.include({
      ...{environ: {A: 'one'}, resources: {cpu: '2'}},
      ...{mounts: ['data', 'home'], mount_map: {data: '/data'}},
    })
  })

  it('says more than the template, by whatever name clients send it', () => {
    const given = {lang: 'other', groupName: 'mine', tag: 'own', config: {environ: {}, scalingGroup: 'big'}}

    const body = withTemplate(given, template({}, {scaling_group: 'small'}), 'vision')

    expect(body).to.include({lang: 'other', groupName: 'mine', tag: 'own'})
    expect(body).to.not.have.any.keys('image', 'group')
    expect(body['config']).to.deep.include({environ: {}, scalingGroup: 'big'})
    expect(body['config']).to.not.have.property('scaling_group')
  })

  it('clones a repository after the script of the template', () => {
    const git = {repository: 'https://git.example.org/a/work', branch: 'main', commit: 'abc123'}

    const body = withTemplate({}, template({git, run: {bootstrap: 'echo first'}}), undefined)

    expect(body['bootstrap_script']).to.equal(
      'echo first\ngit clone https://git.example.org/a/work -b main work\n(cd work && git checkout abc123)\n',
    )
  })
})
