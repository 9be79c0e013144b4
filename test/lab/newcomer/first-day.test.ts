import {expect} from 'chai'
import {PAGES} from '../../support/examples/pages.js'
import {useInstalled} from '../../support/installed.js'
import {CleanMachine, hinted, type Newcomer, type Said} from '../support/clean-machine.js'

/** Sets the clock back by an hour, for one program. */
const LATE = `const Real = Date
globalThis.Date = class extends Real {
  constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() - 3600e3) }
  static now() { return Real.now() - 3600e3 }
}
`

describe("a newcomer's first day", function () {
  this.timeout(300_000)
  const installed = useInstalled()
  let machine: CleanMachine
  let platform: Newcomer
  let endpoint = ''
  let keypair = {accessKey: '', secretKey: ''}

  before('set up a machine, and an installation to log in to', async function () {
    this.timeout(900_000)
    machine = await CleanMachine.create(installed())
    platform = await machine.person('platform')
    const up = await platform.types('bai local up --gpus 1 --json')
    expect(up.exitCode, up.stderr).to.equal(0)
    endpoint = (JSON.parse(up.stdout) as {endpoint: string}).endpoint
    const {stdout} = await platform.types('cat .config/bai/profiles.json')
    const {profiles} = JSON.parse(stdout) as {profiles: Record<string, typeof keypair>}
    keypair = profiles['local'] ?? keypair
  })
  after(() => machine?.remove())

  /** What hints leave open, and what an administrator gave the newcomer for it. */
  const filledIn = (line: string): string =>
    line
      .replace(/https:\/\/manager\.example\.com|\bENDPOINT\b/, endpoint)
      .replace(/\bKEY\b/, keypair.accessKey)
      .replace(/\bFILE\b/, 'key.txt')
  /** Does what a hint says that matches. */
  const follow = async (anna: Newcomer, said: Said, which: RegExp): Promise<Said> => {
    const line = hinted(said).find((one) => which.test(one))
    if (line === undefined) throw new Error(`No hint is like ${which.source}:\n${said.stderr}`)
    return anna.types(filledIn(line))
  }
  const newcomer = async (name: string): Promise<Newcomer> => {
    const anna = await machine.person(name)
    await anna.keeps('key.txt', `${keypair.secretKey}\n`)
    return anna
  }
  /** From nothing to a login, by hints alone. */
  const logIn = async (anna: Newcomer): Promise<Said> => {
    const lost = await anna.types('bai session list')
    const asked = await follow(anna, lost, /^bai login/)
    return follow(anna, asked, /--access-key/)
  }

  it('gets through the page that one begins with, line by line', async () => {
    const anna = await machine.person('reader')
    await anna.keeps('trial/test.sh', '#!/bin/sh\nmkdir -p reports && echo "ok 1" | tee reports/result.txt\n')

    const said = await anna.typesPage('docs/getting-started.md', 'trial')
    const down = await anna.types('bai local reset --yes')

    expect(said.filter(({exitCode}) => exitCode !== 0)).to.deep.equal([])
    expect(said.map(({stdout}) => stdout).join(''))
      .to.include('test.sh')
      .and.to.include('ok 1')
    expect(down.exitCode, down.stderr).to.equal(0)
  })

  it('is led to a login by hints alone, and to a first session', async () => {
    const anna = await newcomer('anna')

    const loggedIn = await logIn(anna)
    const well = await anna.types('bai doctor')
    const none = await anna.types('bai session list')
    const created = await follow(anna, none, /^bai session create/)
    const listed = await anna.types('bai session list --quiet')
    const removed = await anna.types('bai session rm @last --wait')

    for (const {line, exitCode, stderr} of [loggedIn, well, none, created, listed, removed])
      expect(exitCode, `${line}\n${stderr}`).to.equal(0)
    expect(listed.stdout.trim()).to.match(/^\S{36}$/)
  })

  it('may start a cluster here instead, as the other hint says', async () => {
    const anna = await newcomer('bert')
    const lost = await anna.types('bai whoami')

    const up = await follow(anna, lost, /^bai local up/)
    const known = await anna.types('bai whoami')
    await anna.types('bai local reset --yes')

    expect([lost.exitCode, up.exitCode, known.exitCode]).to.deep.equal([6, 0, 0])
  })

  it('is told how to go on when an image, a session or a profile is not there', async () => {
    const anna = await newcomer('carl')
    await logIn(anna)

    const image = await anna.types('bai session create no-such-image')
    const images = await follow(anna, image, /^bai image list/)
    const session = await anna.types('bai session get no-such-session')
    const sessions = await follow(anna, session, /^bai session list/)
    const profile = await anna.types('bai whoami --profile other')
    const added = await follow(anna, profile, /^bai profile add/)

    expect([image, session, profile].map(({exitCode}) => exitCode)).to.deep.equal([5, 5, 5])
    for (const {line, exitCode, stderr} of [images, sessions, added])
      expect(exitCode, `${line}\n${stderr}`).to.equal(0)
    expect(images.stdout).to.include('base')
  })

  it('is told why a session waits, and the line that helps helps', async () => {
    const anna = await newcomer('dora')
    await logIn(anna)
    await anna.types('bai session create base --gpu 1 --name holds --wait')

    const waits = await anna.types('bai session create base --gpu 1 --name waits --wait --timeout 1s')
    const why = await follow(anna, waits, /^bai session why/)
    const [, help = ''] = /^ +(bai session rm .*)$/m.exec(why.stdout) ?? []
    const helped = await anna.types(help)
    const runs = await anna.types('bai session wait waits --timeout 1m')
    await anna.types('bai session rm waits --wait')

    expect([waits.exitCode, why.exitCode]).to.deep.equal([3, 0])
    for (const {line, exitCode, stderr} of [helped, runs]) expect(exitCode, `${line}\n${stderr}`).to.equal(0)
  })

  it('is led back by a login when the stored key is refused', async () => {
    const anna = await newcomer('emil')
    await logIn(anna)
    await anna.types(`sed -i 's/"secretKey": *"[^"]*"/"secretKey": "wrong"/' .config/bai/profiles.json`)

    const refused = await anna.types('bai session list')
    const asked = await follow(anna, refused, /^bai login/)
    const again = await follow(anna, asked, /--access-key/)
    const listed = await anna.types('bai session list')

    expect([refused.exitCode, asked.exitCode, again.exitCode]).to.deep.equal([6, 2, 0])
    expect(listed.exitCode, listed.stderr).to.equal(0)
  })

  it('is not sent to a login by what a login does not mend', async () => {
    const anna = await newcomer('fred')
    await logIn(anna)
    await anna.keeps('late.cjs', LATE)
    const late = {NODE_OPTIONS: `--require=${anna.home}/late.cjs`}

    const wrong = {BAI_ENDPOINT: endpoint, BAI_ACCESS_KEY: 'AKIANOBODY0000000000', BAI_SECRET_KEY: 'x'}
    const exported = await anna.types('bai session list', wrong)
    const clock = await anna.types('bai session list', late)
    const doctor = await anna.types('bai doctor', late)
    const away = await anna.types('bai session list --endpoint http://127.0.0.1:9', {
      BAI_ACCESS_KEY: keypair.accessKey,
      BAI_SECRET_KEY: keypair.secretKey,
    })

    expect([exported, clock, doctor, away].map(({exitCode}) => exitCode)).to.deep.equal([6, 6, 11, 9])
    expect([exported, clock, away].flatMap(hinted)).to.deep.equal([])
    expect(exported.stderr).to.include('Set BAI_ACCESS_KEY and BAI_SECRET_KEY right')
    expect(clock.stderr).to.include('set the clock')
    expect(doctor.stdout).to.match(/clock +failed/)
    expect(away.stderr).to.include('--endpoint')
  })

  it('has a nightly job by the crontab of the page', async () => {
    const anna = await newcomer('gina')
    const page = PAGES.get('docs/ci.md') ?? ''
    const [, path = ''] = /^PATH=(.*)$/m.exec(page) ?? []
    const [, job = ''] = /^0 2 \* \* \* (.*)$/m.exec(page) ?? []
    const [, login = ''] = /^`(bai login \S+ --profile \w+)` once/m.exec(page) ?? []
    await anna.types(`${filledIn(login)} --access-key ${keypair.accessKey} --secret-key-stdin <key.txt`)
    await anna.keeps('src/train.sh', 'echo trained\n')
    // There is no Python on this machine.
    const line = job
      .replace('bai run python', 'bai run base')
      .replace('python src/train.py', 'sh src/train.sh')

    const {exitCode, stdout, stderr} = await anna.types(
      `env -i HOME="$HOME" PATH=${path} sh -c '${quoted(line)}'`,
    )
    const log = await anna.types('cat /tmp/train.log')

    expect([exitCode, stdout, stderr]).to.deep.equal([0, '', ''])
    expect(log.stdout).to.equal('trained\n')
  })
})

function quoted(line: string): string {
  return line.replaceAll("'", `'\\''`)
}
