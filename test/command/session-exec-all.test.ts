import {expect} from 'chai'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {Conversation} from '../support/conversation.js'
import {uniqueName, useTarget} from '../support/target.js'

describe('session exec --all', function () {
  this.timeout(60_000)
  const target = useTarget()
  const array = uniqueName('all')
  const members = [1, 2, 3].map((number) => `${array}-${number}`)
  let person: BaiUser

  before('start the members', async function () {
    this.timeout(120_000)
    person = await BaiUser.create()
    const {sessions} = target().client()
    const ids: string[] = []
    for (const [index, name] of members.entries()) {
      const environment = {MEMBER: String(index + 1)}
      ids.push((await sessions.create(target().session({name, environment}))).id)
    }
    await target()
      .client()
      .wait(ids, {goals: ['running'], withinMs: 100_000})
  })
  after(async () => {
    await target().reset()
    await person.remove()
  })

  const exec = (...argv: string[]): Promise<BaiResult> =>
    person.run(['session', 'exec', `@${array}`, ...argv], {env: target().environment()})

  it('runs in every member, and each line says where it is from', async () => {
    const {stdout, stderr, exitCode} = await exec('--all', '--', 'echo out $MEMBER; echo err $MEMBER >&2')

    const lines = (what: string): string[] => members.map((name, i) => `[${name}] ${what} ${i + 1}`)
    expect(exitCode).to.equal(0)
    expect(stdout.trim().split('\n').sort()).to.deep.equal(lines('out'))
    expect(stderr.trim().split('\n').sort()).to.deep.equal(lines('err'))
  })

  it('ends with the status of the first member that failed, after all have ended', async () => {
    const {stdout, exitCode} = await exec(
      '--all',
      '--jobs',
      '1',
      '--',
      'echo $MEMBER; exit $(( MEMBER * 2 - 2 ))',
    )

    expect(stdout).to.equal(members.map((name, i) => `[${name}] ${i + 1}\n`).join(''))
    expect(exitCode).to.equal(2)
  })

  it('is one document with a row for each member', async () => {
    const {stdout, exitCode} = await exec('--all', '--json', '--', 'echo $MEMBER')

    const rows = JSON.parse(stdout) as {session: string; exitCode: number; stdout: string}[]
    expect(exitCode).to.equal(0)
    expect(rows.map(({session, exitCode: code, stdout: said}) => [session, code, said])).to.deep.equal(
      members.map((name, i) => [name, 0, `${i + 1}\n`]),
    )
  })

  it('goes on in the others when one member cannot do it', async () => {
    const line = 'test $MEMBER != 2 || kill -KILL $$; echo $MEMBER'

    const {stdout, exitCode} = await exec('--all', '--', 'sh', '-c', line)

    expect(stdout.trim().split('\n').sort()).to.deep.equal([`[${members[0]}] 1`, `[${members[2]}] 3`])
    expect(exitCode).to.equal(137)
  })

  it('is ended everywhere by Ctrl-C', async () => {
    const running = new Conversation(
      person,
      ['session', 'exec', `@${array}`, '--all', '--', 'echo begun $MEMBER; sleep 600'],
      {env: target().environment()},
    )
    for (const number of [1, 2, 3]) await running.says('stdout', `begun ${number}`)

    running.signal('SIGINT')
    const {exitCode} = await running.end()

    expect(exitCode).to.equal(130)
  })

  it('is what an array needs: without it, several are ambiguous', async () => {
    const {exitCode, stderr} = await exec('--', 'true')

    expect(exitCode).to.equal(125)
    expect(stderr).to.include(members[0]).and.to.include(members[2])
  })

  it('takes no standard input, which cannot be given to several', async () => {
    expect((await exec('--all', '--stdin', '--', 'cat')).exitCode).to.equal(2)
  })
})
