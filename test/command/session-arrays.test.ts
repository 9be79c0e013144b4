import {expect} from 'chai'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {Conversation} from '../support/conversation.js'
import {uniqueName, useTarget} from '../support/target.js'

interface Row {
  name: string
  id: string
  createdAt: string
  terminatedAt: string
}

describe('Arrays and references of session commands', function () {
  this.timeout(120_000)
  const target = useTarget()
  let person: BaiUser

  before(async () => {
    person = await BaiUser.create()
  })
  afterEach(() => target().reset())
  after(() => person.remove())

  const bai = (argv: readonly string[], stdin?: string): Promise<BaiResult> =>
    person.run(argv, {env: target().environment(), ...(stdin !== undefined && {stdin})})

  it('members that take turns live one after the other, and each knows its number', async () => {
    const name = uniqueName('turn')

    const {exitCode, stderr} = await bai([
      ...['session', 'create', target().image, '--name', name, '--array', '3-5%1'],
      ...['--', 'sh', '-c', 'echo member $BAI_ARRAY_INDEX'],
    ])

    expect(exitCode, stderr).to.equal(0)
    await bai(['session', 'wait', `@${name}`, '--for', 'done'])
    const {stdout} = await bai([
      'session',
      'list',
      '--all',
      '--filter',
      `name~${name}`,
      '--sort',
      'name',
      '--json',
    ])
    const rows = JSON.parse(stdout) as Row[]
    expect(rows.map((row) => row.name)).to.deep.equal([`${name}-3`, `${name}-4`, `${name}-5`])
    for (const [index, row] of rows.slice(1).entries()) {
      expect(Date.parse(row.createdAt)).to.be.at.least(Date.parse(rows[index]?.terminatedAt ?? ''))
    }
    expect((await bai(['session', 'logs', `${name}-4`])).stdout).to.include('member 4')
  })

  it('an interrupted array names what it made, and makes no more', async () => {
    const name = uniqueName('cut')
    const argv = ['session', 'create', target().image, '--name', name, '--array', '0-9%1', '--cpu', '64']
    const creating = new Conversation(person, argv, {env: target().environment()})
    await creating.says('stderr', `${name}-0: created`)

    creating.signal('SIGINT')
    const {exitCode, stderr} = await creating.end()

    const made = JSON.parse((await bai(['session', 'list', '--array', name, '--json'])).stdout) as Row[]
    expect(exitCode).to.equal(130)
    expect(made.map((row) => row.name)).to.deep.equal([`${name}-0`])
    expect(stderr).to.include(made[0]?.id)
  })

  it('a watched session that stays as it is is told once, however it ages', async () => {
    const [old, young] = [uniqueName('old'), uniqueName('young')]
    await target()
      .client()
      .sessions.create(target().endlessSession({name: old}))
    const watching = new Conversation(person, ['ps', '-w', '-o', 'ndjson'], {env: target().environment()})
    await watching.says('stdout', old)

    await target()
      .client()
      .sessions.create(target().endlessSession({name: young}))
    await watching.says('stdout', young)
    watching.signal('SIGINT')
    const {stdout} = await watching.end()

    expect(stdout.match(new RegExp(`"name":"${old}"`, 'g'))).to.have.length(1)
  })

  it('`-` stands for the sessions on standard input wherever one is named', async () => {
    const name = uniqueName('stdin')
    const {stdout: id} = await bai(['session', 'create', target().image, '--name', name, '--cpu', '64', '-q'])

    for (const command of ['get', 'why', 'logs', 'wait', 'rename']) {
      const more = {wait: ['--for', 'running', '--timeout', '100ms'], rename: [`${name}-new`, '--dry-run']}
      const argv = ['session', command, '-', ...(command in more ? more[command as keyof typeof more] : [])]

      const {stderr, stdout} = await bai(argv, id)

      expect(stderr + stdout, command).not.to.match(/Standard input|There is no session/)
    }
  })

  it('an empty standard input is no session to show, and nothing to wait for', async () => {
    expect((await bai(['session', 'get', '-'], '')).exitCode).to.equal(5)
    expect((await bai(['session', 'wait', '-'], '')).exitCode).to.equal(0)
  })

  it('refuses members that are none, and a number of its own beside them', async () => {
    for (const argv of [
      ['--array', '9-0'],
      ['--array', '0-3', '--count', '4'],
      ['--array', '0-3%2', '--atomic'],
    ]) {
      const {exitCode, stderr} = await bai(['session', 'create', target().image, ...argv])

      expect(exitCode, stderr).to.equal(2)
    }
    expect(JSON.parse((await bai(['session', 'list', '--json'])).stdout)).to.deep.equal([])
  })

  it('prints the logs of all containers, each line with its own', async () => {
    const name = uniqueName('pair')
    await bai(['session', 'create', target().image, '--name', name, '--', 'echo', 'hello'])
    await bai(['session', 'wait', name, '--for', 'done'])

    const {stdout, exitCode} = await bai(['session', 'logs', name, '--all-kernels'])

    expect(exitCode).to.equal(0)
    expect(stdout).to.match(/^main\/[0-9a-f]{8} \| hello\r?$/m)
  })
})
