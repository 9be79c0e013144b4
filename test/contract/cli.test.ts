import {expect} from 'chai'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {uniqueName, useTarget} from '../support/target.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('Contract: the command line', function () {
  this.timeout(120_000)
  const target = useTarget()
  const stem = uniqueName('cli')
  const members = [1, 2, 3].map((number) => `${stem}-${number}`)
  let person: BaiUser
  let ids: string[] = []

  before('make a user of bai', async () => {
    person = await BaiUser.create()
  })
  after('remove it', () => person.remove())

  /** Runs a command line as the user of the target. */
  const bai = (...argv: string[]): Promise<BaiResult> => person.run(argv, {env: target().environment()})
  const rows = async (...argv: string[]): Promise<Record<string, unknown>[]> =>
    JSON.parse((await bai(...argv, '--json')).stdout) as Record<string, unknown>[]

  it('says who one is, and where', async () => {
    const {stdout, exitCode} = await bai('whoami', '--json')

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.include({
      endpoint: target().endpoint,
      email: target().account('user').email,
      role: 'user',
    })
  })

  it('lists images with the one that sessions can be started from', async () => {
    const images = await rows('image', 'list')

    expect(JSON.stringify(images)).to.include(target().image)
  })

  it('shows what create would ask for, and creates nothing', async () => {
    const plan = await rows('session', 'create', target().image, '--gpu', '0.4', '-N', stem, '--dry-run')

    expect(plan).to.have.length(1)
    expect(plan[0]).to.include({name: stem, image: target().image})
    expect(await rows('session', 'list', '--all', '--filter', `name~${stem}`)).to.deep.equal([])
  })

  it('creates three sessions and prints nothing but their ids', async () => {
    const {stdout, exitCode} = await bai(
      ...['session', 'create', target().image, '--gpu', '0.4', '--count', '3', '--name', stem, '-q'],
    )

    ids = stdout.trim().split('\n')
    expect(exitCode).to.equal(0)
    expect(ids).to.have.length(3)
    for (const id of ids) expect(id).to.match(UUID)
  })

  it('waits until the first two run', async () => {
    const {stdout, stderr, exitCode} = await bai(
      ...['session', 'wait', ...members.slice(0, 2), '--timeout', '90s', '-o', 'name'],
    )

    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(stdout.trim().split('\n')).to.deep.equal(members.slice(0, 2))
  })

  it('lists two that run, and one that waits with the reason', async () => {
    const listed = await rows('ps', '--sort', 'name')

    expect(listed.map(({name, status}) => [name, status])).to.deep.equal([
      [members[0], 'RUNNING'],
      [members[1], 'RUNNING'],
      [members[2], 'PENDING'],
    ])
    expect(listed[2]).to.include({reason: 'needs 0.4 cuda.shares, 0.2 free', position: 1})
  })

  it('tells why the third waits, with the command that would start it', async () => {
    const {stdout, exitCode} = await bai('session', 'why', '--all')

    expect(exitCode).to.equal(0)
    expect(stdout).to.include(members[2])
    expect(stdout).to.include('NO_FREE_RESOURCES')
    expect(stdout).to.match(/Short by\s+0\.2 cuda\.shares/)
    expect(stdout).to.match(new RegExp(`bai session rm ${stem}-[12]\n`))
  })

  it('gives the ids of those that wait to a pipe', async () => {
    const {stdout} = await bai('ps', '-s', 'PENDING', '-q')

    expect(stdout).to.equal(`${ids[2]}\n`)
  })

  it('shows everything about one of them', async () => {
    const {stdout} = await bai('session', 'get', members[0] ?? '', '--json')

    const session = JSON.parse(stdout) as Record<string, unknown>
    expect(session).to.include({id: ids[0], name: members[0], status: 'RUNNING'})
    expect(session['kernels']).to.have.length(1)
  })

  it('refuses a name that is taken', async () => {
    const {stdout, stderr, exitCode} = await bai('session', 'create', target().image, '-N', members[0] ?? '')

    expect([exitCode, stdout]).to.deep.equal([7, ''])
    expect(stderr).to.include(ids[0])
  })

  it('does not guess what a beginning of several names means', async () => {
    const {stdout, stderr, exitCode} = await bai('session', 'get', stem)

    expect([exitCode, stdout]).to.deep.equal([4, ''])
    for (const name of members) expect(stderr).to.include(name)
  })

  it('restarts a session, or says which releases of the manager can', async () => {
    const capabilities = await target().client().capabilities()
    const canRestart = capabilities.has('restart')

    const {stderr, exitCode} = await bai('session', 'restart', members[0] ?? '', '--dry-run')

    expect(exitCode).to.equal(canRestart ? 0 : 10)
    if (!canRestart) expect(stderr).to.include(capabilities.releaseText).and.to.include('before 26.4.4')
  })

  it('ends one, waits for it, and names the one that starts because of it', async () => {
    const {stdout, stderr, exitCode} = await bai(
      ...['session', 'rm', members[0] ?? '', '--wait', '--timeout', '60s', '--json'],
    )

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.deep.equal([
      {id: ids[0], name: members[0], was: 'RUNNING', status: 'TERMINATED', outcome: 'terminated'},
    ])
    expect(stderr).to.include(`${members[2]} starts because of it: RUNNING`)
  })

  it('ends a session that has ended without a complaint', async () => {
    const {stdout, exitCode} = await bai('session', 'rm', ids[0] ?? '', '--json')

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.deep.include.members([
      {id: ids[0], name: members[0], was: 'TERMINATED', status: 'TERMINATED', outcome: 'gone'},
    ])
  })

  it('ends the rest as an array', async () => {
    const {stdout, exitCode} = await bai('session', 'rm', '--array', stem, '--yes', '-W', '-q')

    expect(exitCode).to.equal(0)
    expect(stdout.trim().split('\n')).to.have.members(ids.slice(1))
    expect(await rows('ps', '--filter', `name~${stem}`)).to.deep.equal([])
  })

  it('remembers them in the history with their times', async () => {
    const past = await rows('session', 'history', '--filter', `name~${stem}`)

    expect(past.map(({id}) => id)).to.have.members(ids)
    expect(past.map(({status}) => status)).to.deep.equal(['TERMINATED', 'TERMINATED', 'TERMINATED'])
  })
})
