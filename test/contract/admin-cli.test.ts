import {expect} from 'chai'
import type {AgentDetail} from '../../src/sdk/index.js'
import {BaiUser} from '../support/bai.js'
import {uniqueName, useTarget} from '../support/target.js'

/** The life of one thing: how it is made, changed, seen, and what takes it away again. */
interface Life {
  make: string[][]
  /** Its last command shows the thing as JSON. */
  see: string[][]
  /** What is seen then. */
  seen: Record<string, unknown>
  end: string[][]
}

const LIVES: Record<string, (name: string) => Life> = {
  user: (name) => {
    const email = `${name}@contract.test`
    return {
      make: [
        ['user', 'create', email, '--project', 'default', '--name', 'Robot'],
        ['user', 'update', email, '--description', 'Sweeps'],
      ],
      see: [
        ['user', 'list', '--status', 'active', '--filter', `email=${email}`],
        ['user', 'get', email],
      ],
      seen: {email, fullName: 'Robot', description: 'Sweeps', status: 'active', projects: ['default']},
      end: [
        ['user', 'rm', email, '--yes'],
        ['user', 'list', '--status', 'deleted'],
        ['user', 'rm', email, '--purge', '--yes'],
      ],
    }
  },
  domain: (name) => ({
    make: [
      ['domain', 'create', name, '--description', 'Robots'],
      ['domain', 'update', name, '--slot', 'cpu=4'],
    ],
    see: [
      ['domain', 'list', '--filter', 'isActive=true'],
      ['domain', 'get', name],
    ],
    seen: {name, description: 'Robots', totalResourceSlots: {cpu: '4'}},
    // Only switched off: up to 25.x each has a project for models that stands in the way of a purge.
    end: [['domain', 'rm', name, '--yes']],
  }),
  group: (name) => ({
    make: [
      ['group', 'create', name, '--description', 'Robots'],
      ['group', 'update', name, '--slot', 'cpu=4'],
    ],
    see: [
      ['group', 'list'],
      ['group', 'get', name],
    ],
    seen: {name, description: 'Robots', totalResourceSlots: {cpu: '4'}, isActive: true},
    end: [['group', 'rm', name, '--purge', '--yes']],
  }),
  'resource-group': (name) => ({
    make: [
      ['resource-group', 'create', name, '--description', 'Robots'],
      ['resource-group', 'allow', name, '--domain', 'default'],
      ['resource-group', 'disallow', name, '--domain', 'default'],
      ['resource-group', 'update', name, '--no-active'],
    ],
    see: [
      ['resource-group', 'list'],
      ['resource-group', 'get', name],
    ],
    seen: {name, description: 'Robots', isActive: false},
    end: [['resource-group', 'rm', name, '--yes']],
  }),
  'resource-policy of keypairs': policy('keypair', ['--max-sessions', '5'], {maxConcurrentSessions: 5}),
  'resource-policy of users': policy('user', ['--max-folders', '5'], {maxVfolderCount: 5}),
  'resource-policy of projects': policy('project', ['--max-folders', '5'], {maxVfolderCount: 5}),
  preset: (name) => ({
    make: [
      ['preset', 'create', name, '--slot', 'cpu=2', '--slot', 'mem=1g'],
      ['preset', 'update', name, '--shm', '64m'],
    ],
    see: [['preset', 'list', '--filter', `name=${name}`]],
    seen: {name, sharedMemory: 64 * 1024 ** 2},
    end: [['preset', 'rm', name, '--yes']],
  }),
  registry: (name) => ({
    make: [
      ['registry', 'create', name, '--url', 'http://127.0.0.1:5999', '--type', 'docker'],
      ['registry', 'update', name, '--url', 'http://127.0.0.1:5998'],
    ],
    see: [['registry', 'list', '--filter', `name=${name}`]],
    seen: {name, url: 'http://127.0.0.1:5998', type: 'docker'},
    end: [['registry', 'rm', name, '--yes']],
  }),
}

function policy(kind: string, limit: string[], seen: Record<string, unknown>): (name: string) => Life {
  const of = ['--kind', kind]
  return (name) => ({
    make: [
      ['resource-policy', 'create', name, ...of],
      ['resource-policy', 'update', name, ...of, ...limit],
    ],
    see: [
      ['resource-policy', 'list', ...of],
      ['resource-policy', 'get', name, ...of],
    ],
    seen: {name, ...seen},
    end: [['resource-policy', 'rm', name, ...of, '--yes']],
  })
}

describe("Contract: an administrator's command line", function () {
  this.timeout(120_000)
  const target = useTarget()
  let person: BaiUser

  before('make a user of bai', async () => {
    person = await BaiUser.create()
  })
  after('remove it', () => person.remove())

  /** Runs a command of `bai admin`, which must succeed, and gives its JSON. */
  const admin = async (argv: readonly string[]): Promise<unknown> => {
    const {stdout, stderr, exitCode} = await person.run(['admin', ...argv, '--json'], {
      env: target().environment('admin'),
    })
    expect(exitCode, `bai admin ${argv.join(' ')}: ${stderr}${stdout}`).to.equal(0)
    return JSON.parse(stdout) as unknown
  }
  const all = async (lines: readonly string[][]): Promise<unknown> => {
    let last: unknown
    for (const line of lines) last = await admin(line)
    return last
  }

  for (const [title, lifeOf] of Object.entries(LIVES)) {
    it(`makes, changes, shows and removes a ${title}`, async () => {
      const life = lifeOf(uniqueName('robot'))

      await all(life.make)
      const seen = await all(life.see)
      await all(life.end)
      const left = await admin(life.see[0] ?? [])

      expect([seen].flat()[0]).to.deep.include(life.seen)
      expect(JSON.stringify(left)).to.not.include(Object.values(life.seen)[0])
    })
  }

  it('makes, switches, changes and removes a keypair', async () => {
    const {email} = target().account('user2')

    const {accessKey: key} = (await admin(['keypair', 'create', email])) as {accessKey: string}
    await all([
      ['keypair', 'deactivate', key],
      ['keypair', 'activate', key],
      ['keypair', 'update', key, '--rate-limit', '2000'],
    ])
    const seen = await admin(['keypair', 'list', '--user', email, '--filter', `accessKey=${key}`])
    await admin(['keypair', 'rm', key, '--yes'])

    expect(seen).to.have.length(1)
    expect(seen).to.have.nested.property('[0].rateLimit', 2000)
  })

  it('gives an image a further name and takes it away', async () => {
    const alias = uniqueName('alias')

    await admin(['image', 'alias', alias, target().image])
    const named = await admin(['image', 'list', '--name', alias])
    await admin(['image', 'dealias', alias])

    expect(JSON.stringify(named)).to.include(target().image)
  })

  it('takes an agent out of the schedule and puts it back', async () => {
    const agents = (await admin(['agent', 'list', '--resource-group', 'default'])) as {id: string}[]
    const id = agents[0]?.id ?? ''

    await admin(['agent', 'drain', id])
    const drained = await admin(['agent', 'get', id])
    await admin(['agent', 'undrain', id])

    expect(agents).to.have.length(1)
    expect(drained).to.include({id, schedulable: false})
  })

  it('refuses in a dry run what it would refuse in earnest: a limit that only some releases keep', async () => {
    const name = uniqueName('robot')
    const argv = ['admin', 'resource-policy', 'create', name, '--kind', 'project', '--max-networks', '2']
    const run = (more: string[]) => person.run([...argv, ...more], {env: target().environment('admin')})

    const planned = await run(['--dry-run'])
    const done = await run([])
    if (done.exitCode === 0) await admin(['resource-policy', 'rm', name, '--kind', 'project', '--yes'])

    expect([0, 10]).to.include(done.exitCode)
    expect([planned.exitCode, planned.stderr]).to.deep.equal([done.exitCode, done.stderr])
  })

  it('has counted anew what the agents hold, and takes nothing from a session that runs', async () => {
    const {sessions} = target().client()
    const {id} = await sessions.create(target().session({cpu: '2'}))
    await target()
      .client()
      .wait([id], {goals: ['running'], withinMs: 60_000})

    await admin(['agent', 'recalculate'])
    const [agent] = (await admin(['agent', 'list', '--resource-group', 'default'])) as [AgentDetail]
    const again = await admin(['agent', 'recalculate'])
    await sessions.destroy(id, {forced: true})

    expect(agent.occupied).to.include({cpu: '2'})
    expect(again).to.deep.equal([])
  })

  it("sees everybody's sessions, how the manager is, and what a freeze would be", async () => {
    const {id} = await target().client().sessions.create(target().endlessSession())

    const sessions = await admin(['session', 'list'])
    const status = await admin(['status'])
    const frozen = await admin(['freeze', '--dry-run'])

    expect(JSON.stringify(sessions)).to.include(id)
    expect(JSON.stringify(status)).to.include('running')
    expect(frozen).to.have.nested.property('[0].done', false)
  })
})
