import {existsSync} from 'node:fs'
import {mkdir, mkdtemp, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'chai'
import {BackendAI, collect, isDead, type Session} from '../../src/sdk/index.js'
import {useCluster} from '../support/cluster-user.js'
import {Conversation} from '../support/conversation.js'
import {Gate} from '../support/gate.js'
import {until} from '../support/until.js'

describe('bai run', function () {
  this.timeout(60_000)
  const cluster = useCluster()
  let client: BackendAI

  before('connect', () => {
    const {BAI_ENDPOINT, BAI_ACCESS_KEY, BAI_SECRET_KEY} = cluster().environment()
    client = new BackendAI({
      endpoint: BAI_ENDPOINT ?? '',
      credentials: {kind: 'keypair', accessKey: BAI_ACCESS_KEY ?? '', secretKey: BAI_SECRET_KEY ?? ''},
    })
  })
  after(() => client.close())

  const live = async (): Promise<Session[]> =>
    (await collect(client.sessions.list())).filter(({status}) => !isDead(status))
  const endAll = async (): Promise<void> => {
    for (const {id} of await live()) await client.sessions.destroy(id, {forced: true})
    await until(async () => (await live()).length === 0 || undefined, 'all sessions to end')
  }
  const start = (argv: readonly string[], env: Record<string, string> = {}): Conversation =>
    new Conversation(cluster().user, ['run', ...argv], {env: {...cluster().environment(), ...env}})

  describe('with one command', () => {
    afterEach(endAll)

    it('passes both channels and the exit status on, and leaves no session', async () => {
      const {stdout, stderr, exitCode} = await cluster().run([
        ...['run', '--gpu', '0.4', '--quiet', '--'],
        ...['sh', '-c', 'echo hi; echo err >&2; exit 7'],
      ])

      expect([stdout, stderr, exitCode]).to.deep.equal(['hi\n', 'err\n', 7])
      expect(await live()).to.deep.equal([])
    })

    it('says on stderr what becomes of the session', async () => {
      const {stdout, stderr, exitCode} = await cluster().run(['run', '--name', 'ci', '--', 'true'])

      expect([stdout, exitCode]).to.deep.equal(['', 0])
      expect(stderr)
        .to.match(/ci-\w{5}: RUNNING\n/)
        .and.to.match(/ci-\w{5} is removed\.\n$/)
    })

    it('gives one JSON document, and the words of the command on stderr', async () => {
      const {stdout, stderr, exitCode} = await cluster().run(['run', '--json', '-q', '--', 'echo hi; exit 3'])

      const [row] = JSON.parse(stdout) as Record<string, unknown>[]
      expect(row).to.include({outcome: 'failed', exitCode: 3, attempts: 1, error: null})
      expect([stderr, exitCode]).to.deep.equal(['hi\n', 3])
    })

    it('shows with --dry-run what it would do, and does nothing', async () => {
      const {stdout, exitCode} = await cluster().run([
        'run',
        '--matrix',
        'a=1,2',
        '--dry-run',
        '--json',
        '--',
        'true',
      ])

      const rows = JSON.parse(stdout) as {variables: unknown; command: unknown}[]
      expect(rows.map(({variables, command}) => ({variables, command}))).to.deep.equal([
        {variables: {a: '1'}, command: ['true']},
        {variables: {a: '2'}, command: ['true']},
      ])
      expect([exitCode, await live()]).to.deep.equal([0, []])
    })

    it('wants a command', async () => {
      const {stderr, exitCode} = await cluster().run(['run', '--gpu', '0.4'])

      expect(exitCode).to.equal(2)
      expect(stderr).to.include('Write the command after --.')
    })

    it('ends with 125 when no manager answers', async () => {
      const {stderr, exitCode} = await cluster().run(['run', '--', 'true'], {
        env: {BAI_ENDPOINT: 'http://127.0.0.1:9'},
      })

      expect(exitCode).to.equal(125)
      expect(stderr).to.include('Cannot reach')
    })
  })

  describe('with files', () => {
    let folder: string
    beforeEach(async () => {
      folder = await mkdtemp(join(cluster().user.home, 'files-'))
      await mkdir(join(folder, 'src', 'deep'), {recursive: true})
      await writeFile(join(folder, 'src', 'deep', 'input'), 'from here')
    })
    afterEach(endAll)

    it('takes this folder along and brings a folder back', async () => {
      const {exitCode, stderr} = await cluster().run(
        [
          ...['run', '-u', '.', '-d', 'out/'],
          ...['--', 'mkdir -p out/a && tr a-z A-Z < src/deep/input > out/a/b'],
        ],
        {cwd: folder},
      )

      expect(exitCode, stderr).to.equal(0)
      expect(await readFile(join(folder, 'out', 'a', 'b'), 'utf8')).to.equal('FROM HERE')
    })

    it('keeps the place of a path, and puts it where one says', async () => {
      const {stdout, exitCode} = await cluster().run(
        ['run', '-q', '-u', 'src/deep', '-u', 'src/deep/input:x/y', '--', 'cat src/deep/input x/y'],
        {cwd: folder},
      )

      expect([stdout, exitCode]).to.deep.equal(['from herefrom here', 0])
    })

    it('keeps what each run of a matrix brings back apart', async () => {
      const {exitCode} = await cluster().run(
        ['run', '--matrix', 'lr=1,2', '-d', 'out', '--', 'mkdir out; echo $lr > out/lr'],
        {cwd: folder},
      )

      const found = await Promise.all(
        ['lr=1', 'lr=2'].map((run) => readFile(join(folder, 'out', run, 'lr'), 'utf8')),
      )
      expect([exitCode, ...found]).to.deep.equal([0, '1\n', '2\n'])
    })

    it('fails with 125 when what shall be brought back is not there after success', async () => {
      const {stderr, exitCode} = await cluster().run(['run', '-d', 'nothing', '--', 'true'], {cwd: folder})

      expect(exitCode).to.equal(125)
      expect(stderr).to.include('nothing')
    })

    it('keeps the status of a command that failed before it wrote anything', async () => {
      const {stderr, exitCode} = await cluster().run(['run', '-d', 'out', '--', 'exit 7'], {cwd: folder})

      expect(exitCode, stderr).to.equal(7)
      expect(stderr).to.include('out was not fetched')
    })

    it('runs nothing when what shall be taken along is not there', async () => {
      const {stdout, stderr, exitCode} = await cluster().run(['run', '-u', 'nothing', '--', 'echo ran'], {
        cwd: folder,
      })

      expect([stdout, exitCode]).to.deep.equal(['', 125])
      expect(stderr).to.include('There is no nothing here')
      expect(await live()).to.deep.equal([])
    })
  })

  describe('when time is up', () => {
    afterEach(endAll)

    it('ends with 124 while it waits, says what is missing, and leaves no session', async () => {
      const {stdout, stderr, exitCode} = await cluster().run([
        'run',
        '--cpu',
        '64',
        '--queue-timeout',
        '1s',
        '--',
        'true',
      ])

      expect([stdout, exitCode]).to.deep.equal(['', 124])
      expect(stderr)
        .to.match(/did not start within 1s; it is PENDING/)
        .and.to.include('TOO_LARGE')
      expect(await live()).to.deep.equal([])
    })

    it('ends with 124 while the command runs, and ends the command', async () => {
      const {stderr, exitCode} = await cluster().run(['run', '--timeout', '1s', '--', 'sleep', '600'])

      expect(exitCode).to.equal(124)
      expect(stderr).to.include('did not end within 1s')
      expect(await live()).to.deep.equal([])
    })
  })

  describe('interrupted', () => {
    let gate: Gate | undefined
    afterEach(async () => {
      await gate?.close()
      gate = undefined
      await endAll()
    })

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      it(`by ${signal} while the command runs: 130, and no session is left`, async () => {
        const bai = start(['--', 'echo begun; sleep 600'])
        await bai.says('stdout', 'begun')

        bai.signal(signal)
        const {exitCode} = await bai.end()

        expect([exitCode, await live()]).to.deep.equal([130, []])
      })
    }

    it('while it waits in the queue: 130, and no session is left', async () => {
      const bai = start(['--cpu', '64', '--', 'true'])
      await bai.says('stderr', 'PENDING')

      bai.signal('SIGTERM')
      const {exitCode} = await bai.end()

      expect([exitCode, await live()]).to.deep.equal([130, []])
    })

    it('while the manager has made the session and not answered: 130, and no session is left', async () => {
      gate = await Gate.before(cluster().cluster.endpoint)
      const first = gate.holdAnswer('POST /session', 1)
      const bai = start(['--', 'true'], {BAI_ENDPOINT: gate.url})
      await first

      bai.signal('SIGTERM')
      const {exitCode} = await bai.end()

      expect([exitCode, await live()]).to.deep.equal([130, []])
    })
  })

  describe('with --keep', () => {
    afterEach(endAll)

    it('leaves the session and says so', async () => {
      const {stderr, exitCode} = await cluster().run(['run', '--keep', '--', 'true'])

      const [kept] = await live()
      expect([exitCode, kept?.status]).to.deep.equal([0, 'RUNNING'])
      expect(stderr).to.include(`bai session rm ${kept?.name ?? ''}`)
    })

    it('=on-failure leaves only those that failed', async () => {
      const {exitCode} = await cluster().run([
        ...['run', '--keep=on-failure', '--matrix', 'code=0,5', '--', 'exit $code'],
      ])

      expect([exitCode, (await live()).length]).to.deep.equal([5, 1])
    })
  })

  describe('with --retry', () => {
    afterEach(endAll)

    it('begins again when the session is lost under it', async () => {
      const marker = join(cluster().user.home, 'first-try')
      const bai = start(['--retry', '1', '--', `test -e ${marker} && exit 0; touch ${marker}; sleep 600`])
      await until(async () => existsSync(marker) || undefined, 'the command to begin')

      for (const {id} of await live()) await client.sessions.destroy(id, {forced: true})
      const {exitCode, stderr} = await bai.end()

      expect(exitCode).to.equal(0)
      expect(stderr).to.include('Trying again (2).')
    })

    it('does not repeat a command that failed', async () => {
      const {stdout, exitCode} = await cluster().run(['run', '--retry', '3', '--', 'echo once; exit 4'])

      expect([stdout, exitCode]).to.deep.equal(['once\n', 4])
    })

    it('ends with 125 when the session is lost for good', async () => {
      const bai = start(['--', 'echo begun; sleep 600'])
      await bai.says('stdout', 'begun')

      for (const {id} of await live()) await client.sessions.destroy(id, {forced: true})
      const {exitCode, stderr} = await bai.end()

      expect(exitCode).to.equal(125)
      expect(stderr).to.match(/ended meanwhile|was lost/)
    })
  })

  describe('with --matrix', () => {
    afterEach(endAll)

    it('runs every combination, as many at a time as said, and writes a test report', async () => {
      const folder = cluster().user.home
      const line = `ls ${folder}/at-work | wc -l >> ${folder}/seen; echo $lr/$seed`
      const {stdout, stderr, exitCode} = await cluster().run([
        ...[
          'run',
          '--matrix',
          'lr=1,2',
          '--matrix',
          'seed=1,2,3',
          '--jobs',
          '2',
          '--junit',
          join(folder, 'ci.xml'),
        ],
        ...['--', `mkdir -p ${folder}/at-work/$lr-$seed; ${line}; rmdir ${folder}/at-work/$lr-$seed`],
      ])

      const report = await readFile(join(folder, 'ci.xml'), 'utf8')
      const seen = (await readFile(join(folder, 'seen'), 'utf8')).trim().split('\n').map(Number)
      expect(exitCode, stderr).to.equal(0)
      expect(stdout.trim().split('\n').sort()).to.deep.equal(
        ['1', '2'].flatMap((lr) => ['1', '2', '3'].map((seed) => `[lr=${lr} seed=${seed}] ${lr}/${seed}`)),
      )
      expect(Math.max(...seen)).to.be.at.most(2)
      expect(report).to.include('tests="6" failures="0" errors="0"')
      expect(stderr).to.include('6 of 6 runs passed.')
    })

    it('has the status of the first run that failed, and runs the others all the same', async () => {
      const {stdout, exitCode} = await cluster().run([
        ...['run', '--matrix', 'code=0,9,5', '--jobs', '1', '--', 'echo ran; exit $code'],
      ])

      expect(stdout).to.equal('[code=0] ran\n[code=9] ran\n[code=5] ran\n')
      expect(exitCode).to.equal(9)
    })
  })
})
