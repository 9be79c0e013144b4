import {expect} from 'chai'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {GreetingProxy, type Greeting} from '../support/greeting-proxy.js'
import {uniqueName, useTarget} from '../support/target.js'
import {leaveOut} from '../support/leave-out.js'

/** What the manager says of itself, and how often each command warns because of it. */
const CASES: [title: string, greeting: Greeting, warnings: number][] = [
  ['later than all known ones', {version: 'v10.20270101', manager: '27.1.0'}, 1],
  ['between the known ones', {version: 'v8.20240915', manager: '25.10.2'}, 0],
]

describe('Contract: releases that nobody tried', function () {
  this.timeout(180_000)
  const target = useTarget()
  let person: BaiUser
  let proxy: GreetingProxy | undefined

  before('need a manager of the newest kind', async function () {
    // Older ones refuse the API version that is spoken to a later one: they cannot stand in for it.
    const manager = await target().client().capabilities()
    if (!manager.has('schedulingHistory'))
      leaveOut(this, `${manager.releaseText} is no manager of the newest kind`)
  })

  beforeEach('make a user of bai', async () => {
    person = await BaiUser.create()
  })

  afterEach('remove it and the proxy, end its sessions', async () => {
    await proxy?.stop()
    proxy = undefined
    await person.remove()
    await target().reset()
  })

  for (const [title, greeting, warnings] of CASES) {
    it(`one ${title} queues, explains and ends sessions, with ${warnings} warnings a command`, async () => {
      proxy = await GreetingProxy.start(target().endpoint, greeting)
      const env = {...target().environment(), BAI_ENDPOINT: proxy.url}
      const bai = (...argv: string[]): Promise<BaiResult> => person.run(argv, {env})
      const stem = uniqueName('other')
      const [first = '', second = '', third = ''] = [1, 2, 3].map((number) => `${stem}-${number}`)
      const image = [target().image, '--resource-group', 'default']

      const ends = [
        await bai('session', 'create', ...image, '--gpu', '0.4', '--count', '3', '--name', stem),
        await bai('session', 'wait', first, second, '--timeout', '90s'),
        await bai('session', 'why', third),
        await bai('session', 'rm', first, '--wait', '--timeout', '60s'),
        await bai('session', 'wait', third, '--timeout', '90s'),
      ]

      expect(ends.map(({exitCode}) => exitCode)).to.deep.equal([0, 0, 0, 0, 0])
      expect(ends[2]?.stdout).to.match(/Short by\s+0\.2 cuda\.shares/)
      expect(ends.map(({stderr}) => stderr.match(/^Warning: /gm)?.length ?? 0)).to.deep.equal(
        ends.map(() => warnings),
      )
    })
  }
})
