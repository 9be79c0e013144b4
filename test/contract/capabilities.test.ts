import {expect} from 'chai'
import type {Feature} from '../../src/sdk/transport/capabilities.js'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {uniqueName, useTarget, type Who} from '../support/target.js'

/** Command lines that need something which only some releases have. None of them changes anything. */
const NEEDING: [argv: (session: string, image: string) => string[], feature: Feature, who?: Who][] = [
  [(session) => ['session', 'restart', session, '--dry-run'], 'restart'],
  [(_, image) => ['session', 'create', image, '--priority', '20', '--dry-run'], 'sessionPriority'],
  [
    (_, image) => ['session', 'create', image, '--batch', '--time-limit', '10m', '--dry-run', '--', 'true'],
    'batchTimeout',
  ],
]

describe('Contract: what the manager can do', function () {
  this.timeout(60_000)
  const target = useTarget()
  const session = uniqueName('able')
  let person: BaiUser

  before('make a user of bai, and a session that waits', async () => {
    person = await BaiUser.create()
    await target()
      .client()
      .sessions.create(target().endlessSession({name: session}))
  })
  after('remove it', () => person.remove())

  const bai = (argv: readonly string[], who: Who = 'user'): Promise<BaiResult> =>
    person.run(argv, {env: target().environment(who)})

  it('stands in a line of doctor, with what it lacks', async () => {
    const {releaseText, apiVersion, features} = await target().client().capabilities()
    const missing = features.filter(({available}) => !available).map(({feature}) => feature)

    const {stdout, exitCode} = await bai(['doctor', '--json'])

    const lines = JSON.parse(stdout) as {check: string; result: string; detail: string}[]
    const without = missing.length > 0 ? `; it lacks ${missing.join(', ')}` : ''
    expect(exitCode).to.equal(0)
    expect(lines).to.deep.include({
      ...{check: 'manager', result: 'ok', fix: null},
      detail: `${releaseText}, API ${apiVersion}${without}`,
    })
  })

  it('is told by --debug, with the releases that have what it lacks', async () => {
    const {releaseText, features} = await target().client().capabilities()

    const {stderr, exitCode} = await bai(['session', 'list', '--debug'])

    const line = stderr.split('\n').find((text) => text.startsWith('debug: manager '))
    expect(exitCode).to.equal(0)
    expect(line).to.include(`debug: manager ${releaseText}, `)
    for (const {feature, available, availability} of features) {
      const words = `${feature} (${availability})`
      if (available) expect(line).to.not.include(words)
      else expect(line).to.include(words)
    }
  })

  for (const [argv, feature, who] of NEEDING) {
    const words = argv('SESSION', 'IMAGE').join(' ')
    it(`lets it do \`${words}\`, or ends that with 10 and says which releases can`, async () => {
      const {features, releaseText} = await target().client().capabilities()
      const report = features.find((one) => one.feature === feature)

      const {exitCode, stdout, stderr} = await bai(argv(session, target().image), who)

      expect(exitCode).to.equal(report?.available ? 0 : 10)
      if (report?.available) return
      expect(stdout).to.equal('')
      expect(stderr).to.include(`Manager ${releaseText} cannot `)
      expect(stderr).to.include(`It is there in ${report?.availability}.`)
    })
  }
})
