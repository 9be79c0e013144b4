import {expect} from 'chai'
import {overTemplate} from '../../../../src/cli/session/template-values.js'
import {UsageError} from '../../../../src/cli/errors.js'
import {parseTemplate, type SessionTemplate} from '../../../../src/sdk/index.js'

function template(spec: Record<string, unknown> = {}): SessionTemplate {
  const resources = {cpu: 1, mem: '1g', 'cuda.shares': 0.5}
  const kernel = {image: 'python:3.11', environ: {A: 'one'}, run: {startup: 'python train.py'}}
  const document = parseTemplate({
    kind: 'taskTemplate',
    metadata: {name: 'train'},
    spec: {kernel, resources, mounts: {data: '/data'}, ...spec},
  })
  const whose = {isOwner: true, owner: null, ownerId: null, project: 'vision', projectId: null}
  return {id: 'some-id', name: 'train', createdAt: null, ...whose, document}
}

describe('a session made from a template', () => {
  it('is as the template says', () => {
    expect(overTemplate(template({type: 'batch'}), {})).to.deep.equal({
      ...{image: 'python:3.11', command: ['python train.py'], project: 'vision'},
      resource: ['cpu=1', 'mem=1073741824', 'cuda.shares=0.5'],
      ...{env: ['A=one'], volume: ['data:/data']},
    })
  })

  it('has the amounts that flags ask for in place of the same ones', () => {
    const {resource} = overTemplate(template(), {gpu: '0.2', mem: '2g'})

    expect(resource).to.deep.equal(['cpu=1'])
  })

  it('has what flags say behind what the template says, where the last one counts', () => {
    const asked = {env: ['A=two'], resource: ['cuda.shares=0.1'], volume: ['data:/other'], image: 'other'}

    const session = overTemplate(template(), asked)

    expect(session.image).to.equal('other')
    expect(session.env).to.deep.equal(['A=one', 'A=two'])
    expect(session.volume).to.deep.equal(['data:/data', 'data:/other'])
    expect(session.resource?.at(-1)).to.equal('cuda.shares=0.1')
  })

  it('is no batch session because of a command that an interactive one does not run', () => {
    expect(overTemplate(template(), {})).to.not.have.property('command')
  })

  it('is refused where people start no such sessions', () => {
    expect(() => overTemplate(template({type: 'inference'}), {})).to.throw(UsageError, 'inference')
  })
})
