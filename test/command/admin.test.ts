import {expect} from 'chai'
import {useCluster} from '../support/cluster-user.js'

describe('admin', function () {
  this.timeout(60_000)
  const here = useCluster()
  const admin = (...argv: string[]) => here().run(['admin', ...argv], {as: 'admin'})
  const rows = (...argv: string[]) => here().json(['admin', ...argv], 'admin')

  it('prints the secrets of a new user once, and never again', async () => {
    const email = 'alice@example.org'

    const created = await here().json<Record<string, unknown>>(['admin', 'user', 'create', email], 'admin')
    const listed = (await admin('user', 'list', '--json')).stdout
    const keys = (await admin('keypair', 'list', '--user', email, '--json')).stdout

    expect(created).to.include({email}).and.to.have.all.keys('email', 'accessKey', 'secretKey', 'password')
    expect(listed).to.include(email)
    expect(listed + keys)
      .to.not.include(created['secretKey'])
      .and.to.not.include(created['password'])
    expect(keys).to.include(created['accessKey'])
  })

  it('takes a password from standard input, and shows it nowhere', async () => {
    const argv = ['admin', 'user', 'create', 'bob@example.org', '--password-stdin']

    const planned = await here().run([...argv, '--dry-run', '--json'], {as: 'admin', stdin: 'Tr0ub4dor\n'})
    const created = await here().run([...argv, '--json'], {as: 'admin', stdin: 'Tr0ub4dor\n'})

    expect(JSON.parse(planned.stdout)).to.deep.include({
      ...{action: 'create', kind: 'user', name: 'bob@example.org', field: 'password'},
      ...{from: null, to: '(hidden)', done: false},
    })
    expect(JSON.parse(created.stdout)).to.include({password: null})
    expect(planned.stdout + planned.stderr + created.stdout + created.stderr).to.not.include('Tr0ub4dor')
  })

  it('shows what an update would change, changes nothing, and then changes just that', async () => {
    const update = ['user', 'update', 'user2@local.bai', '--role', 'admin', '--name', 'Local User Two']

    const planned = await rows(...update, '--dry-run')
    const before = await rows('user', 'list', '--filter', 'role=admin')
    const done = await rows(...update)
    const after = await rows('user', 'list', '--filter', 'role=admin')

    const line = {
      action: 'update',
      kind: 'user',
      name: 'user2@local.bai',
      field: 'role',
      from: 'user',
      to: 'admin',
    }
    expect(planned).to.deep.equal([{...line, done: false}])
    expect(before).to.deep.equal([])
    expect(done).to.deep.equal([{...line, done: true}])
    expect(after.map(({email}) => email)).to.deep.equal(['user2@local.bai'])
  })

  it('prints a name once with -q, however much of the thing changes', async () => {
    const {stdout} = await admin('preset', 'create', 'half', '--slot', 'cpu=2', '--shm', '1g', '-q')

    expect(stdout).to.equal('half\n')
  })

  for (const argv of [
    ['user', 'rm', 'user@local.bai'],
    ['keypair', 'rm', 'AKIA'],
    ['group', 'rm', 'default'],
    ['domain', 'rm', 'default'],
    ['resource-group', 'rm', 'default'],
    ['resource-policy', 'rm', 'default'],
    ['preset', 'rm', 'cpu01-small'],
    ['registry', 'rm', 'local.bai'],
    ['image', 'forget', 'python'],
    ['freeze'],
  ]) {
    it(`refuses ${argv.slice(0, 2).join(' ')} without --yes where nobody can be asked`, async () => {
      const {exitCode, stdout} = await admin(...argv)

      expect([exitCode, stdout]).to.deep.equal([12, ''])
    })
  }

  it('ends with 5 for what is not there, with 7 for what is there already, with 2 for nothing to change', async () => {
    const exits = [
      await admin('user', 'get', 'nobody@example.org'),
      await admin('group', 'create', 'default'),
      await admin('preset', 'update', 'cpu01-small'),
    ]

    expect(exits.map(({exitCode}) => exitCode)).to.deep.equal([5, 7, 2])
  })

  it('ends with 6 for those who may not, and says so', async () => {
    const {exitCode, stderr} = await here().run(['admin', 'preset', 'create', 'mine', '--slot', 'cpu=1'])

    expect(exitCode).to.equal(6)
    expect(stderr).to.include('permission')
  })

  it('drains an agent and waits until its last session has ended', async () => {
    const {run, user, environment} = here()
    await run(['session', 'create', 'base', '-N', 'last-one', '-W', '-q'])

    const drain = user.start(['admin', 'agent', 'drain', 'i-local-1', '--wait-empty', '--timeout', '50s'], {
      env: environment('admin'),
    })
    let told = ''
    const ended = new Promise<number | null>((resolve) => drain.once('close', resolve))
    const seen = new Promise<void>((resolve) =>
      drain.stderr.on('data', (text: Buffer) => {
        told += text.toString()
        if (told.includes('1 left: last-one')) resolve()
      }),
    )
    await seen
    await run(['session', 'rm', 'last-one', '--wait'])

    expect(await ended).to.equal(0)
    expect(told).to.include('i-local-1 is empty.')
    await admin('agent', 'undrain', 'i-local-1')
  })

  it('ends with 3 when an agent is not empty in time', async () => {
    const {run} = here()
    await run(['session', 'create', 'base', '-N', 'stays', '-W', '-q'])

    const {exitCode, stderr} = await admin('agent', 'drain', 'i-local-1', '--wait-empty', '--timeout', '1s')

    await admin('agent', 'undrain', 'i-local-1')
    await run(['session', 'rm', 'stays', '--wait'])
    expect(exitCode).to.equal(3)
    expect(stderr).to.include('takes no new ones')
  })

  it('freezes the manager, which then refuses what changes with 9, and lets it run again', async () => {
    await admin('freeze', '--yes')

    const refused = await admin('group', 'create', 'late')
    const status = await here().json<Record<string, unknown>>(['admin', 'status'], 'admin')
    await admin('unfreeze')
    const created = await admin('group', 'create', 'late')

    expect(refused.exitCode).to.equal(9)
    expect(status).to.include({status: 'frozen'})
    expect(created.exitCode).to.equal(0)
  })

  it("lists everybody's sessions with their users", async () => {
    await here().run(['session', 'create', 'base', '-N', 'theirs', '--cpu', '64', '-q'])

    const listed = await rows('session', 'list')

    expect(listed).to.have.length(1)
    expect(listed[0]).to.include({name: 'theirs', user: 'user@local.bai'})
  })

  it('knows which limits a kind of policy has', async () => {
    const {exitCode, stderr} = await admin(
      'resource-policy',
      'create',
      'p',
      '--kind',
      'user',
      '--max-sessions',
      '3',
    )

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('--max-folders')
  })
})
