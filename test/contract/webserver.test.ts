import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {request} from 'undici'
import {z} from 'zod'
import {BackendAI} from '../../src/sdk/index.js'
import {serverEvents} from '../../src/sdk/transport/events.js'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {uniqueName, useTarget} from '../support/target.js'
import {until} from '../support/until.js'
import {leaveOut} from '../support/leave-out.js'

const profilesSchema = z.looseObject({
  profiles: z.record(z.string(), z.looseObject({sessionId: z.string().optional()})),
})

describe('Contract: through a webserver', function () {
  this.timeout(180_000)
  const target = useTarget()
  const stem = uniqueName('web')
  const members = [1, 2, 3].map((number) => `${stem}-${number}`)
  let endpoint = ''
  let person: BaiUser

  before('need a webserver, make a user of bai', async function () {
    const {webserver} = target()
    if (!webserver) leaveOut(this, 'the target has no webserver in front')
    endpoint = webserver.endpoint
    person = await BaiUser.create()
  })
  after('remove it', () => person?.remove())

  const bai = (...argv: string[]): Promise<BaiResult> => person.run(argv)
  const logIn = (password: string): Promise<BaiResult> =>
    person.run(
      ['login', endpoint, '--username', target().account('user').email, '--password-stdin', '--json'],
      {stdin: `${password}\n`},
    )
  const sessionId = async (): Promise<string> => {
    const stored = profilesSchema.parse(JSON.parse(await readFile(person.profilesFile, 'utf8')))
    return Object.values(stored.profiles).find((profile) => profile.sessionId)?.sessionId ?? ''
  }

  it('refuses a wrong password, and keeps nothing', async () => {
    const {exitCode, stdout} = await logIn('not the password')

    expect(exitCode).to.equal(6)
    expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'NOT_LOGGED_IN')
    expect((await bai('profile', 'list', '--json')).stdout).to.equal('[]\n')
  })

  it('lets a user in with name and password, and knows who it is', async () => {
    const {exitCode, stdout} = await logIn(target().account('user').password)

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.include({endpointType: 'session', email: target().account('user').email})
    const {stdout: who} = await bai('whoami', '--json')
    expect(JSON.parse(who)).to.include({endpoint, email: target().account('user').email, role: 'user'})
  })

  it('starts two of three sessions that want 0.4 of one GPU, and says why the third waits', async () => {
    const gpu = ['--gpu', '0.4', '--resource-group', 'default']
    await bai('session', 'create', target().image, ...gpu, '--count', '3', '--name', stem)

    const waited = await bai('session', 'wait', ...members.slice(0, 2), '--timeout', '90s')
    const {stdout} = await bai('session', 'why', members[2] ?? '', '--json')

    expect([waited.exitCode, waited.stderr]).to.deep.equal([0, ''])
    const [why] = z.array(z.looseObject({status: z.string(), code: z.string()})).parse(JSON.parse(stdout))
    expect(why).to.deep.include({
      status: 'PENDING',
      code: 'NO_FREE_RESOURCES',
      shortBy: {'cuda.shares': '0.2'},
    })
  })

  it('starts the third when one of the two ends, and events tell so', async () => {
    const credentials = {kind: 'session', sessionId: await sessionId()} as const
    const client = new BackendAI({endpoint, endpointType: 'session', credentials})
    const stop = new AbortController()
    const told: string[] = []
    const opened = new Promise<void>((onOpen, reject) => {
      const events = serverEvents(client.http, '/events/session', {
        signal: stop.signal,
        query: {scope: '*'},
        onOpen,
      })
      const listen = async () => {
        for await (const event of events) if (event.kind === 'event') told.push(`${event.name} ${event.data}`)
      }
      listen().catch(reject)
    })
    await opened

    const ended = await bai('session', 'rm', members[0] ?? '', '--wait', '--timeout', '60s')
    const third = await bai('session', 'wait', members[2] ?? '', '--timeout', '90s')

    await until(
      () => told.find((text) => text.startsWith('session_started') && text.includes(members[2] ?? '')),
      'the event of the third',
      {saying: () => told.join('\n')},
    )
    stop.abort()
    await client.close()
    expect([ended.exitCode, third.exitCode]).to.deep.equal([0, 0])
  })

  it('says how to log in again when the login has ended on the server', async () => {
    const headers = {'x-backendai-sessionid': await sessionId()}
    const answer = await request(`${endpoint}/server/logout`, {method: 'POST', headers})
    await answer.body.dump()

    const {exitCode, stderr} = await bai('session', 'list')

    expect(answer.statusCode).to.equal(200)
    expect(exitCode).to.equal(6)
    expect(stderr).to.include('bai login')
  })

  it('lets nobody in after a logout', async () => {
    await logIn(target().account('user').password)
    const old = await sessionId()

    const {exitCode} = await bai('logout')

    const credentials = {kind: 'session', sessionId: old} as const
    const client = new BackendAI({endpoint, endpointType: 'session', credentials})
    const refused = await client.account.me().catch((error: unknown) => error)
    await client.close()
    expect(exitCode).to.equal(0)
    expect(refused).to.have.property('code', 'NOT_LOGGED_IN')
    expect((await bai('session', 'list')).exitCode).to.equal(6)
  })
})
