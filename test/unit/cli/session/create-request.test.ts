import {expect} from 'chai'
import {UsageError} from '../../../../src/cli/errors.js'
import {
  createRequest,
  type CreateContext,
  type CreateFlagValues,
} from '../../../../src/cli/session/create-request.js'

function context(values: Partial<CreateContext> = {}): CreateContext {
  return {
    command: [],
    dependencies: [],
    defaults: {project: 'default', domain: 'default'},
    env: {HOME: '/home/me'},
    quote: (words) => words.map((word) => `<${word}>`).join(' '),
    ...values,
  }
}

describe('the request that flags make', () => {
  it('takes flags before the defaults of the profile', () => {
    const defaults = {project: 'lab', domain: 'default', resourceGroup: 'gpu', image: 'python'}

    const request = createRequest({project: 'thesis'}, context({defaults}))

    expect(request).to.include({project: 'thesis', resourceGroup: 'gpu', image: 'python', count: 1})
  })

  it('makes a batch session of a command: one word is a shell line, several are quoted', () => {
    const line = createRequest({}, context({command: ['make && make test']}))
    const words = createRequest({}, context({command: ['echo', 'a b']}))

    expect(line).to.include({type: 'batch', command: 'make && make test'})
    expect(words).to.include({type: 'batch', command: '<echo> <a b>'})
  })

  it('leaves out what was not said, so that older managers are not sent unknown keys', () => {
    expect(createRequest({}, context())).to.have.all.keys('project', 'domain', 'count', 'type')
  })

  it('takes a variable from here when only its name is given', () => {
    const request = createRequest({env: ['HOME', 'A=b=c']}, context())

    expect(request.environment).to.deep.equal({HOME: '/home/me', A: 'b=c'})
  })

  it('reads folders with and without a place', () => {
    const request = createRequest({volume: ['data', 'models:/models']}, context())

    expect(request.mounts).to.deep.equal({data: '', models: '/models'})
  })

  it('reads delays and times for --at', () => {
    expect(createRequest({at: '+30m'}, context()).startsAt).to.equal('30m')
    expect(createRequest({at: '2026-12-24T18:30:00Z'}, context()).startsAt).to.equal(
      '2026-12-24T18:30:00.000Z',
    )
  })

  const refused: [string, CreateFlagValues][] = [
    ['a batch session without command', {batch: true}],
    ['a time limit without command', {'time-limit': 1000}],
    ['a variable that is not set', {env: ['NOT_THERE']}],
    ['a slot without amount', {resource: ['cuda.shares']}],
    ['a time that is none', {at: 'tomorrow-ish'}],
  ]
  for (const [title, flags] of refused) {
    it(`refuses ${title}`, () => {
      expect(() => createRequest(flags, context())).to.throw(UsageError)
    })
  }
})
