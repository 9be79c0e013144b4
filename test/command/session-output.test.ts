import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {text} from 'node:stream/consumers'
import {fileURLToPath} from 'node:url'
import {parse} from 'yaml'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {uniqueName, useTarget} from '../support/target.js'

const BAI = `'${process.execPath}' '${fileURLToPath(new URL('../../bin/run.js', import.meta.url))}'`
const COUNT = 120

describe('What session commands print', function () {
  this.timeout(60_000)
  const target = useTarget()
  const stem = uniqueName('show')
  const names = Array.from({length: COUNT}, (_, index) => `${stem}-${index + 1}`)
  let ids: string[] = []
  let person: BaiUser

  before('make sessions that never start', async function () {
    this.timeout(60_000)
    person = await BaiUser.create()
    const specs = names.map((name) => target().endlessSession({name, tag: 'a tag with, "signs"'}))
    const outcomes = await target().client().createMany(specs, {jobs: 1})
    ids = outcomes.map(({session}) => session?.id ?? '')
  })
  after(async () => {
    await target().reset()
    await person.remove()
  })

  const bai = (...argv: string[]): Promise<BaiResult> => person.run(argv, {env: target().environment()})
  const lines = (output: string): string[] => output.split('\n').slice(0, -1)

  it('pages to the end by itself', async () => {
    const {stdout, stderr} = await bai('session', 'list', '--json')

    expect((JSON.parse(stdout) as {name: string}[]).map(({name}) => name)).to.deep.equal(names.toReversed())
    expect(stderr).to.equal('')
  })

  it('says on stderr that --limit cut the list', async () => {
    const {stdout, stderr} = await bai('session', 'list', '--limit', '2', '-q')

    expect(lines(stdout)).to.deep.equal(ids.slice(-2).toReversed())
    expect(stderr).to.match(/2 of|--limit/)
  })

  const FORMATS: Record<string, [format: string, read: (stdout: string) => unknown[]]> = {
    json: ['json', (stdout) => (JSON.parse(stdout) as {id: string}[]).map(({id}) => id)],
    ndjson: ['ndjson', (stdout) => lines(stdout).map((line) => (JSON.parse(line) as {id: string}).id)],
    yaml: ['yaml', (stdout) => (parse(stdout) as {id: string}[]).map(({id}) => id)],
    csv: [
      'csv',
      (stdout) =>
        lines(stdout)
          .slice(1)
          .map((line) => ids.find((id) => line.includes(id))),
    ],
    template: ['template={{id}}', lines],
  }
  for (const [title, [format, read]] of Object.entries(FORMATS)) {
    it(`has the same sessions in the same order as ${title}`, async () => {
      const {stdout, stderr} = await bai('session', 'list', '-o', format)

      expect(read(stdout)).to.deep.equal(ids.toReversed())
      expect(stderr).to.equal('')
    })
  }

  it('has names only with -o name', async () => {
    expect(lines((await bai('session', 'list', '-o', 'name')).stdout)).to.deep.equal(names.toReversed())
  })

  it('has one whole line a session in a pipe, without colour, cut or borders', async () => {
    const {stdout} = await bai('session', 'list', '-o', 'wide')

    const [heading = '', ...rows] = lines(stdout)
    expect(heading).to.match(/^NAME +ID +STATUS /)
    expect(rows).to.have.length(COUNT)
    for (const [index, row] of rows.toReversed().entries()) {
      expect(row).to.match(new RegExp(`^${stem}-${index + 1} `))
    }
    expect(stdout).not.to.include('\u001b')
    expect(stdout).not.to.include('…')
  })

  it('has the columns, the order and the rows that were asked for', async () => {
    const filter = `name~${stem}-11`

    const {stdout} = await bai(
      ...['session', 'list', '--columns', 'status,name', '--sort', 'name', '--filter', filter, '--no-header'],
    )

    const wanted = names.filter((name) => name.startsWith(`${stem}-11`))
    expect(lines(stdout).map((line) => line.split(/ +/))).to.deep.equal(
      wanted.map((name) => ['PENDING', name]),
    )
  })

  it('quotes in CSV what has commas and quotes', async () => {
    const {stdout} = await bai('session', 'list', '-o', 'csv', '--columns', 'name,tag', '--limit', '1')

    expect(stdout).to.match(/"a tag with, ""signs"""/)
  })

  it('colours the state for whoever asks, and for nobody who said no', async () => {
    const environment = {...target().environment(), NO_COLOR: undefined}
    const coloured = await person.run(['ps', '--limit', '1', '--color'], {env: environment})
    const forced = await person.run(['ps', '--limit', '1'], {env: {...environment, FORCE_COLOR: '1'}})
    const plain = await person.run(['ps', '--limit', '1', '--no-color'], {
      env: {...environment, FORCE_COLOR: '1'},
    })

    expect(coloured.stdout).to.include('\u001b[')
    expect(forced.stdout).to.include('\u001b[')
    expect(plain.stdout).not.to.include('\u001b[')
  })

  it('ends quietly when the reader of a long list has seen enough', async () => {
    const line = `${BAI} ps -o ndjson | head -1; echo "status \${PIPESTATUS[0]}" >&2`
    const shell = spawn('bash', ['-c', line], {
      cwd: person.cwd,
      env: person.environment(target().environment()),
    })

    const [stdout, stderr] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')])

    expect(JSON.parse(stdout)).to.include({name: names.at(-1)})
    expect(stderr).to.match(/^status (0|141)\n$/)
  })

  describe('ids only, with -q', () => {
    const id = (index: number): string => ids[index] ?? ''
    const COMMANDS: Record<string, [argv: () => string[], expected: () => string[] | RegExp]> = {
      'session list': [() => ['session', 'list', '-q', '--filter', `name~${stem}`], () => ids.toReversed()],
      'session get': [() => ['session', 'get', names[3] ?? '', '-q'], () => [id(3)]],
      'session why': [() => ['session', 'why', names[3] ?? '', names[5] ?? '', '-q'], () => [id(3), id(5)]],
      'session rm': [() => ['session', 'rm', names[7] ?? '', '-q'], () => [id(7)]],
      'session create': [
        () => ['session', 'create', target().image, '-n', '2', '-N', uniqueName('quiet'), '-c', '64', '-q'],
        () => /^([0-9a-f-]{36}\n){2}$/,
      ],
      'session wait': [
        () => ['session', 'wait', id(9), '--for', 'terminated', '--timeout', '100ms', '-q'],
        () => [id(9)],
      ],
    }
    for (const [title, [argv, expected]] of Object.entries(COMMANDS)) {
      it(`prints the ids for \`${title}\``, async () => {
        const {stdout} = await bai(...argv())

        const wanted = expected()
        if (wanted instanceof RegExp) expect(stdout).to.match(wanted)
        else expect(lines(stdout)).to.deep.equal(wanted)
      })
    }

    it('feeds a selection to the command that ends it', async () => {
      const chosen = await bai('ps', '-s', 'PENDING', '-q', '--filter', `name~${stem}-10`)

      const {stdout, exitCode} = await person.run(['session', 'rm', '-', '-y', '--json'], {
        env: target().environment(),
        stdin: chosen.stdout,
      })

      const ended = JSON.parse(stdout) as {name: string; outcome: string}[]
      expect(exitCode).to.equal(0)
      expect(ended.map(({name}) => name)).to.have.members(
        names.filter((name) => name.startsWith(`${stem}-10`)),
      )
      expect(new Set(ended.map(({outcome}) => outcome))).to.deep.equal(new Set(['cancelled']))
    })
  })

  it('keeps choices that were made for a person off stdout', async () => {
    const {stdout, stderr} = await bai('session', 'create', '--gpu', '0.1', '-c', '64', '-o', 'name')

    expect(lines(stdout)).to.have.length(1)
    expect(stderr).to.include('--gpu 0.1 is 0.1 cuda.shares here.')
    expect(stderr).to.match(/Image: \S+:\S+ /)
  })
})
