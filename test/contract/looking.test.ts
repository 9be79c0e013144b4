import {expect} from 'chai'
import {BaiUser} from '../support/bai.js'
import {uniqueName, useTarget} from '../support/target.js'

/** Command lines that only look, each with something that what it shows must have in it. */
const LOOKS: ((session: string, image: string) => [argv: string[], has: string])[] = [
  (session) => [['session', 'list'], session],
  (session) => [['session', 'get', session], session],
  (session) => [['session', 'why', session], 'TOO_LARGE'],
  (session) => [['session', 'graph', session], session],
  (session) => [['queue', 'list'], session],
  () => [['queue', 'stats'], 'default'],
  () => [['gpu', 'list'], 'cuda'],
  (_, image) => [['image', 'list'], image],
  () => [['image', 'versions', 'python'], 'python'],
  () => [['quota'], 'cpu'],
  () => [['whoami'], 'user'],
  () => [['api', 'GET', '/auth/role'], 'user'],
  () => [['api', 'gql', '{ domain(name: "default") { name } }'], 'default'],
  () => [['version'], 'manager'],
]

describe('Contract: commands that only look', function () {
  this.timeout(60_000)
  const target = useTarget()
  const session = uniqueName('seen')
  let person: BaiUser

  before('make a user of bai, and a session that waits', async () => {
    person = await BaiUser.create()
    await target()
      .client()
      .sessions.create(target().endlessSession({name: session, image: target().image}))
  })
  after('remove it', () => person.remove())

  for (const look of LOOKS) {
    it(`shows what there is with \`${look('SESSION', 'IMAGE')[0].join(' ')}\``, async () => {
      const [argv, has] = look(session, target().image)

      const {stdout, stderr, exitCode} = await person.run([...argv, '--json'], {env: target().environment()})

      expect(exitCode, stderr + stdout).to.equal(0)
      expect(JSON.stringify(JSON.parse(stdout))).to.include(has)
    })
  }
})
