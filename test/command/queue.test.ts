import {expect} from 'chai'
import {finished} from '../support/bai.js'
import {useCluster} from '../support/cluster-user.js'
import {until} from '../support/until.js'

describe('queue, quota and the graph of sessions', function () {
  this.timeout(60_000)
  const here = useCluster()

  before('let one of three wait, and two more wait for it', async () => {
    const {run} = here()
    await run(['session', 'create', 'base', '-n', '3', '-N', 'line', '--gpu', '0.4', '-q'])
    await run(['session', 'wait', 'line-1', 'line-2', '--timeout', '30s'])
    await run(['session', 'create', 'base', '-N', 'then-1', '--after', 'ok:line-3', '--', 'true'])
    await run(['session', 'create', 'base', '-N', 'then-2', '--after', 'ok:then-1', '--', 'true'])
  })

  it('lists who waits in order, each with what it needs and what is missing', async () => {
    const rows = await here().json(['queue', 'list'])

    expect(rows.map(({name, position, code}) => [name, position, code])).to.deep.equal([
      ['line-3', 1, 'NO_FREE_RESOURCES'],
      ['then-1', 2, 'WAITS_FOR_SESSION'],
      ['then-2', 3, 'WAITS_FOR_SESSION'],
    ])
    expect(rows[0]).to.deep.include({shortBy: {'cuda.shares': '0.2'}})
  })

  it('lists nothing of a resource group that nobody waits for, with a sentence for people', async () => {
    const {stdout, stderr, exitCode} = await here().run(['queue', 'list', '-R', 'other'])

    expect([exitCode, stdout]).to.deep.equal([0, ''])
    expect(stderr).to.include('Nobody waits')
  })

  it('counts the queue of each resource group with what is free', async () => {
    const [group] = await here().json(['queue', 'stats'])

    expect(group).to.deep.include({
      resourceGroup: 'default',
      waiting: 3,
      running: 2,
      started: 2,
      agents: 1,
      free: {cpu: '6', mem: String(30 * 1024 ** 3), 'cuda.shares': '0.2'},
    })
  })

  it('writes one record at each change of a watched queue, until Ctrl-C', async () => {
    const {user, environment, run} = here()
    const child = user.start(['queue', 'watch', '-o', 'ndjson'], {env: environment()})
    let seen = ''
    child.stdout.on('data', (text: Buffer) => (seen += text.toString()))
    await until(async () => seen.includes('"waiting":3') || undefined, 'the first look')

    await run(['session', 'create', 'base', '-N', 'late', '--gpu', '0.9', '-q'])
    await until(async () => seen.includes('"waiting":4') || undefined, 'the longer queue')
    child.kill('SIGINT')
    await finished(child)

    await run(['session', 'rm', 'late', '--wait'])
    const records = seen
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(records.map(({change}) => change)).to.deep.equal(['added', 'changed'])
    expect(records[1]).to.include({resourceGroup: 'default', waiting: 4})
  })

  it('shows limits, use and the largest session that would start now', async () => {
    const quota = await here().json<Record<string, unknown>>(['quota'])

    expect(quota).to.deep.include({project: 'default', sessions: {used: 2, limit: 10_000}})
    expect(quota['limits']).to.deep.include({
      scope: 'keypair',
      slot: 'cuda.shares',
      used: '0.8',
      limit: null,
      left: null,
    })
    expect(quota).to.have.nested.property('fits[0].slots.cuda\\.shares', '0.2')
  })

  it('says that a project is unknown, with exit status 5', async () => {
    const {exitCode, stderr} = await here().run(['quota', '--project', 'nobodys'])

    expect(exitCode).to.equal(5)
    expect(stderr).to.include('nobodys')
  })

  it('draws what a session waits for, and what waits for it', async () => {
    const {stdout} = await here().run(['session', 'graph', 'then-1', '--columns', 'name,status'])

    expect(stdout).to.equal(
      [
        'NAME          STATUS',
        'then-2        PENDING',
        '└─ then-1     PENDING',
        '   └─ line-3  PENDING',
        '',
      ].join('\n'),
    )
  })

  it('lets an administrator move a session to the front, and nobody else', async () => {
    const {run, json} = here()

    const refused = await run(['session', 'priority', 'then-2', '90'])
    const planned = await json(['session', 'priority', 'then-2', '90', '-A', '--dry-run'], 'admin')
    const before = await json(['queue', 'list'])
    const moved = await json(['session', 'priority', 'then-2', '90', '-A'], 'admin')
    const after = await json(['queue', 'list'])

    expect(refused.exitCode).to.equal(6)
    expect(planned).to.have.nested.property('[0].changed', false)
    expect(before.map(({name}) => name)).to.deep.equal(['line-3', 'then-1', 'then-2'])
    expect(moved[0]).to.include({name: 'then-2', from: 10, to: 90, changed: true})
    expect(after.map(({name}) => name)).to.deep.equal(['then-2', 'line-3', 'then-1'])
  })

  it('tags sessions and takes the tag away', async () => {
    const {run, json} = here()

    await run(['session', 'tag', 'line-1', 'line-2', 'nightly'])
    const tagged = await json(['session', 'list', '--filter', 'tag=nightly', '--sort', 'name'])
    await run(['session', 'tag', 'line-1', '--clear'])
    const left = await json(['session', 'list', '--filter', 'tag=nightly'])

    expect(tagged.map(({name}) => name)).to.deep.equal(['line-1', 'line-2'])
    expect(left.map(({name}) => name)).to.deep.equal(['line-2'])
  })

  it('wants a number for a priority, and says which it takes', async () => {
    const {exitCode, stderr} = await here().run(['session', 'priority', 'line-1', 'high'])

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('0 to 100').and.to.include('"high"')
  })

  it('asks nothing before it ends the whole queue of somebody who has none', async () => {
    const argv = ['session', 'rm', '--all-pending']

    const {exitCode, stdout, stderr} = await here().run(argv, {as: 'user2'})

    expect([exitCode, stdout]).to.deep.equal([0, ''])
    expect(stderr).to.include('There was nothing to end.')
  })
})
