import {expect} from 'chai'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {CountingProxy, type PassedRequest} from '../support/counting-proxy.js'
import {uniqueName, useTarget} from '../support/target.js'

const JOBS = 4
const isCreate = ({method, path}: PassedRequest): boolean => method === 'POST' && path === '/session'

describe('Many sessions in one command', function () {
  this.timeout(180_000)
  const target = useTarget()
  let person: BaiUser
  let proxy: CountingProxy
  let refused = 0

  before(async () => {
    person = await BaiUser.create()
    // Every hundredth request is refused as a manager under load does it, with the one or the other word.
    proxy = await CountingProxy.start(target().endpoint, (asked) => {
      const refuses = isCreate(asked) && proxy.requests.filter(isCreate).length % 100 === 0
      if (refuses) refused += 1
      return refuses ? [429, 503][refused % 2] : undefined
    })
  })
  beforeEach(() => proxy.reset())
  afterEach(() => target().reset())
  after(async () => {
    await proxy.stop()
    await person.remove()
  })

  const bai = (argv: readonly string[]): Promise<BaiResult> =>
    person.run(argv, {env: {...target().environment(), BAI_ENDPOINT: proxy.url}})

  it('a thousand are created and ended over a few connections, none is lost to a busy manager', async () => {
    const name = uniqueName('many')
    const create = ['session', 'create', target().image, '--name', name, '--array', '0-999', '--cpu', '64']

    const created = await bai([...create, '--jobs', String(JOBS), '--quiet'])
    const creating = {connections: proxy.connections, inFlight: proxy.mostInFlight}
    proxy.reset()
    const removed = await bai(['session', 'rm', '--array', name, '--yes', '--quiet'])

    expect(created.exitCode, created.stderr).to.equal(0)
    expect(new Set(created.stdout.trim().split('\n'))).to.have.lengthOf(1000)
    expect(refused).to.be.at.least(10)
    expect(creating.inFlight).to.be.at.most(JOBS)
    expect(creating.connections).to.be.at.most(JOBS + 1)
    expect(removed.exitCode, removed.stderr).to.equal(0)
    expect(proxy.mostInFlight).to.be.at.most(JOBS)
    expect(proxy.connections).to.be.at.most(JOBS + 1)
    const left = await bai(['session', 'list', '--array', name, '--quiet'])
    expect(left.stdout).to.equal('')
  })

  it('creating asks for nothing more where ids are all that is shown', async () => {
    const create = ['session', 'create', target().image, '--cpu', '64', '--count', '3']

    const ids = await bai([...create, '--quiet'])
    const after = proxy.requests.slice(proxy.requests.findIndex(isCreate))

    expect(ids.stdout.trim().split('\n'), ids.stderr).to.have.lengthOf(3)
    expect(after.every(isCreate)).to.equal(true)
  })

  it('a column that there is none of is refused before anything is created', async () => {
    const {exitCode, stderr} = await bai(['session', 'create', target().image, '--columns', 'nothing'])

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('--columns')
    expect(proxy.requests.some(isCreate)).to.equal(false)
  })

  it('a list asks only for what it shows, and ids need one request', async () => {
    await bai(['session', 'create', target().image, '--name', uniqueName('shown'), '--cpu', '64', '--quiet'])
    proxy.reset()

    const ids = await bai(['session', 'list', '--quiet'])
    const forIds = proxy.requests.map(({body}) => body)
    proxy.reset()
    const wide = await bai(['session', 'list', '--columns', 'name,tag', '--sort', 'age'])
    const forColumns = proxy.requests.map(({body}) => body)

    expect(ids.stdout.trim().split('\n'), ids.stderr).to.have.lengthOf(1)
    expect(forIds).to.have.lengthOf(1)
    expect(forIds[0]).to.include('session_id').and.not.include('image').and.not.include('slots')
    expect(wide.stdout, wide.stderr).to.include('TAG')
    expect(forColumns).to.have.lengthOf(1)
    expect(forColumns[0]).to.include('tag').and.include('created_at').and.not.include('slots')
  })
})
