import {expect} from 'chai'
import {collect} from '../../src/sdk/index.js'
import {BaiUser} from '../support/bai.js'
import {Conversation} from '../support/conversation.js'
import {Gate} from '../support/gate.js'
import {uniqueName, useTarget} from '../support/target.js'
import {until} from '../support/until.js'

const CREATE = 'POST /session'

describe('Ctrl-C', function () {
  this.timeout(60_000)
  const target = useTarget()
  let person: BaiUser
  let gate: Gate | undefined

  beforeEach(async () => {
    person = await BaiUser.create()
  })
  afterEach(async () => {
    await gate?.close()
    gate = undefined
    await target().reset()
    await person.remove()
  })

  const start = (argv: readonly string[], endpoint = target().endpoint): Conversation =>
    new Conversation(person, argv, {env: {...target().environment(), BAI_ENDPOINT: endpoint}})
  const live = async (): Promise<string[]> => {
    const status = ['PENDING', 'SCHEDULED', 'PREPARING', 'RUNNING']
    return (await collect(target().client().sessions.list({status}))).map(({id}) => id)
  }

  describe('while sessions are being created', () => {
    const create = (name: string) => ['session', 'create', target().image, '-n', '4', '-N', name, '-c', '64']

    it('names every session that was made, the one under way too, and makes no more', async () => {
      const name = uniqueName('cut')
      gate = await Gate.before(target().endpoint)
      const third = gate.holdAnswer(CREATE, 3)
      const bai = start(create(name), gate.url)

      const held = await third
      bai.signal('SIGINT')
      await bai.says('stderr', 'Interrupted')
      held.release()
      const {exitCode, stdout, stderr} = await bai.end()

      const made = await live()
      expect([exitCode, stdout]).to.deep.equal([130, ''])
      expect(made).to.have.length(3)
      for (const id of made) expect(stderr).to.include(id)
      expect(gate.arrived(CREATE)).to.equal(3)
    })

    it('says which one it does not know about when the manager does not answer any more', async () => {
      const name = uniqueName('mute')
      gate = await Gate.before(target().endpoint)
      const second = gate.holdAnswer(CREATE, 2)
      const bai = start(create(name), gate.url)

      await second
      bai.signal('SIGINT')
      const {exitCode, stderr} = await bai.end()

      expect(exitCode).to.equal(130)
      expect(stderr).to.include(`${name}-2 may have been created`)
      expect(stderr).to.match(new RegExp(`${name}-1 {2}[0-9a-f-]{36}`))
    })

    it('lets @last stand for those that were made', async () => {
      gate = await Gate.before(target().endpoint)
      const second = gate.holdAnswer(CREATE, 2)
      const bai = start(create(uniqueName('last')), gate.url)
      const held = await second
      bai.signal('SIGTERM')
      await bai.says('stderr', 'Interrupted')
      held.release()
      await bai.end()

      const endpoint = {BAI_ENDPOINT: gate.url}
      const {exitCode} = await person.run(['session', 'rm', '@last', '--wait'], {
        env: {...target().environment(), ...endpoint},
      })

      expect(exitCode).to.equal(0)
      expect(await live()).to.deep.equal([])
    })

    it('leaves nothing behind when it was to be all or none', async () => {
      gate = await Gate.before(target().endpoint)
      const second = gate.holdAnswer(CREATE, 2)
      const bai = start([...create(uniqueName('atom')), '--atomic'], gate.url)

      const held = await second
      bai.signal('SIGINT')
      await bai.says('stderr', 'Interrupted')
      held.release()
      const {exitCode} = await bai.end()

      expect(exitCode).to.equal(130)
      expect(await live()).to.deep.equal([])
    })

    it('a second time ends it at once', async () => {
      gate = await Gate.before(target().endpoint)
      const first = gate.holdAnswer(CREATE, 1)
      const bai = start(create(uniqueName('twice')), gate.url)
      await first
      bai.signal('SIGINT')
      await bai.says('stderr', 'Interrupted')

      // Signals that come within a moment are one press of the keys, so more than one may be needed.
      await until(() => {
        bai.signal('SIGINT')
        return bai.hasEnded || undefined
      }, 'the end')

      const {exitCode, stderr} = await bai.end()
      expect(exitCode).to.equal(130)
      expect(stderr).not.to.include('may have been created')
    })
  })

  describe('while something is watched', () => {
    const WATCHES: Record<string, (name: string) => string[]> = {
      'session watch': (name) => ['session', 'watch', name],
      'session watch -o ndjson': (name) => ['session', 'watch', name, '-o', 'ndjson'],
      'session list --watch': () => ['session', 'list', '--watch'],
      'session list --watch -o ndjson': () => ['ps', '-w', '-o', 'ndjson'],
      'session why --watch': (name) => ['session', 'why', name, '--watch', '-o', 'ndjson'],
      'queue list --watch': () => ['queue', 'list', '--watch', '-o', 'wide'],
    }
    for (const [title, argv] of Object.entries(WATCHES)) {
      it(`ends \`${title}\` with 130 and without a word, and touches nothing`, async () => {
        const {id, name} = await target().client().sessions.create(target().endlessSession())
        const bai = start(argv(name))

        await bai.says('stdout', name)
        bai.signal('SIGINT')
        const {exitCode, stderr} = await bai.end()

        expect([exitCode, stderr]).to.deep.equal([130, ''])
        expect(await live()).to.deep.equal([id])
      })
    }
  })

  describe('while something is waited for', () => {
    it('ends `session create --wait` with 130, and the session goes on waiting', async () => {
      const name = uniqueName('wait')
      const bai = start(['session', 'create', target().image, '-c', '64', '-N', name, '--wait'])

      await bai.says('stderr', `${name}: PENDING`)
      bai.signal('SIGINT')
      const {exitCode, stdout, stderr} = await bai.end()

      const [id = ''] = await live()
      expect([exitCode, stdout]).to.deep.equal([130, ''])
      expect(stderr).to.include(`${name}  ${id}`)
    })

    it('ends `session wait` with 130, and nothing on stdout', async () => {
      const {id, name} = await target().client().sessions.create(target().endlessSession())
      gate = await Gate.before(target().endpoint)
      const looked = gate.holdAnswer('GET /events/session', 1)
      const bai = start(['session', 'wait', name], gate.url)

      await looked
      bai.signal('SIGINT')
      const {exitCode, stdout} = await bai.end()

      expect([exitCode, stdout]).to.deep.equal([130, ''])
      expect(await live()).to.deep.equal([id])
    })

    it('ends `session logs --follow` with 130 after what was written so far', async () => {
      const {sessions} = target().client()
      const command = 'echo the beginning; sleep 600'
      const {id} = await sessions.create(target().session({type: 'batch', command}))
      await target()
        .client()
        .wait([id], {goals: ['running']})
      const bai = start(['session', 'logs', id, '--follow'])

      await bai.says('stdout', 'the beginning')
      bai.signal('SIGINT')
      const {exitCode, stdout, stderr} = await bai.end()

      expect([exitCode, stdout, stderr]).to.deep.equal([130, 'the beginning\n', ''])
    })
  })

  it('is told as JSON with --json', async () => {
    const {name} = await target().client().sessions.create(target().endlessSession())
    gate = await Gate.before(target().endpoint)
    const looked = gate.holdAnswer('GET /events/session', 1)
    const bai = start(['session', 'wait', name, '--json'], gate.url)

    await looked
    bai.signal('SIGINT')
    const {stdout} = await bai.end()

    expect(JSON.parse(stdout)).to.have.nested.property('error.exit', 130)
  })
})
