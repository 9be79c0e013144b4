import {expect} from 'chai'
import {createHash, randomBytes} from 'node:crypto'
import {mkdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {collect} from '../../src/sdk/index.js'
import {finished, type BaiResult} from '../support/bai.js'
import {useSession} from '../support/inside-session.js'
import {uniqueName} from '../support/target.js'

const MIB = 1024 * 1024

describe('Contract: commands and files inside a session', function () {
  this.timeout(120_000)
  const inside = useSession()

  const exec = (...argv: string[]): Promise<BaiResult> =>
    inside().bai('session', 'exec', inside().id, ...argv)

  describe('session exec', () => {
    it('keeps the two channels apart and passes the exit status on', async () => {
      const result = await exec('--', 'sh', '-c', 'echo hi; echo err >&2; exit 7')

      expect(result).to.deep.equal({stdout: 'hi\n', stderr: 'err\n', exitCode: 7})
    })

    it('takes a single word for a shell line', async () => {
      const {stdout, exitCode} = await exec('--', 'echo a b | wc -w')

      expect([stdout.trim(), exitCode]).to.deep.equal(['2', 0])
    })

    it('gives variables and a folder to start in', async () => {
      const {stdout} = await exec('-e', 'SAID=a "b" $c', '--cwd', '/', '--', 'echo "$SAID"; pwd')

      expect(stdout).to.equal('a "b" $c\n/\n')
    })

    it('passes every byte of standard input and output', async () => {
      const bytes = randomBytes(5 * MIB)
      const {person, target, id} = inside()
      const child = person.start(['session', 'exec', id, '--stdin', '--', 'cat'], {
        env: target.environment(),
      })
      const hash = createHash('sha256')
      child.stdout.on('data', (chunk: Buffer) => hash.update(chunk))

      child.stdin.end(bytes)
      const {exitCode, stderr} = await finished(child)

      expect([exitCode, stderr]).to.deep.equal([0, ''])
      expect(hash.digest('hex')).to.equal(createHash('sha256').update(bytes).digest('hex'))
    })

    it('ends a command that takes too long with 124', async () => {
      const {exitCode, stderr} = await exec('--timeout', '500ms', '--', 'sleep', '600')

      expect(exitCode).to.equal(124)
      expect(stderr).to.include('did not end within')
    })

    it('ends with 130 on Ctrl-C after the command could tidy up', async () => {
      const line = "trap 'echo tidied; exit 0' INT; echo begun; while :; do sleep 0.1; done"
      const running = inside().start('session', 'exec', inside().id, '--', line)
      await running.says('stdout', 'begun')

      running.signal('SIGINT')
      const {exitCode, stdout} = await running.end()

      expect(exitCode).to.equal(130)
      expect(stdout).to.include('tidied')
    })

    it('is one document with --json, also when it was ended', async () => {
      const {id, name} = inside()

      const done = await exec('--json', '--', 'sh', '-c', 'echo out; exit 3')
      const ended = await exec('--json', '--timeout', '500ms', '--', 'sleep', '600')

      expect([done.exitCode, ended.exitCode]).to.deep.equal([3, 124])
      expect(JSON.parse(done.stdout)).to.deep.equal({
        ...{session: name, id, exitCode: 3, stdout: 'out\n', stderr: ''},
        ...{timedOut: false, truncated: false, error: null},
      })
      expect(JSON.parse(ended.stdout)).to.deep.include({session: name, exitCode: 124, timedOut: true})
    })

    it('is 125 for a session that does not exist', async () => {
      const {exitCode, stderr} = await inside().bai('session', 'exec', 'no-such-session', '--', 'true')

      expect(exitCode).to.equal(125)
      expect(stderr).to.include('no-such-session')
    })

    it('is 2 without a command', async () => {
      expect((await exec()).exitCode).to.equal(2)
    })
  })

  describe('session cp', () => {
    it('brings a folder there and back as it was', async () => {
      const {bai, person, id, name} = inside()
      const bytes = randomBytes(5 * MIB)
      await mkdir(join(person.cwd, 'data/sub'), {recursive: true})
      await writeFile(join(person.cwd, 'data/sub/blob'), bytes, {mode: 0o750})

      const up = await bai('session', 'cp', 'data', `${name}:there`)
      const down = await bai('session', 'cp', `${name}:there`, 'back', '--json')

      expect([up.exitCode, down.exitCode, up.stderr, down.stderr]).to.deep.equal([0, 0, '', ''])
      expect(JSON.parse(down.stdout)).to.deep.include.members([
        {
          ...{session: name, id, direction: 'down', from: 'there', to: 'back'},
          ...{files: 1, bytes: bytes.length, skipped: 0, copied: true},
        },
      ])
      const back = join(person.cwd, 'back/sub/blob')
      expect((await readFile(back)).equals(bytes)).to.equal(true)
      expect((await stat(back)).mode & 0o777).to.equal(0o750)
    })

    it('copies nothing with --dry-run', async () => {
      await writeFile(join(inside().person.cwd, 'one'), 'x')

      const {exitCode} = await inside().bai('session', 'cp', 'one', `${inside().name}:dry`, '--dry-run')

      expect(exitCode).to.equal(0)
      expect((await exec('--', 'test', '-e', 'dry')).exitCode).to.equal(1)
    })

    it('is 5 for a file that is not there', async () => {
      expect((await inside().bai('session', 'cp', `${inside().name}:nothing`, '.')).exitCode).to.equal(5)
    })
  })

  describe('session logs', () => {
    it('are read while it runs', async () => {
      const {exitCode, stderr} = await inside().bai('session', 'logs', inside().id)

      expect([exitCode, stderr]).to.deep.equal([0, ''])
    })
  })

  describe('session restart', () => {
    it('restarts it, or says with status 10 that this manager does not', async () => {
      const {bai, id, target} = inside()
      const can = (await target.client().capabilities()).has('restart')

      const {exitCode, stderr} = await bai('session', 'restart', id, '--dry-run')

      expect([exitCode, stderr.includes('cannot restart')]).to.deep.equal(can ? [0, false] : [10, true])
    })
  })

  describe('session rename and watch', () => {
    it('rename it, follow it, and see its end', async () => {
      const {bai, start, id} = inside()
      const newName = uniqueName('renamed')
      const watching = start('session', 'watch', id, '--output', 'ndjson')
      await watching.says('stdout', '"RUNNING"')

      const renamed = await bai('session', 'rename', id, newName)
      const called = await bai('session', 'exec', newName, '--', 'echo', 'it answers')
      const ended = await bai('session', 'rm', newName, '--wait')
      const {stdout, exitCode} = await watching.end()

      expect([renamed.exitCode, called.stdout, ended.exitCode]).to.deep.equal([0, 'it answers\n', 0])
      expect(exitCode).to.equal(0)
      expect(statuses(stdout).at(-1)).to.equal('TERMINATED')
    })
  })

  describe('run', () => {
    it('passes both channels and the status on, and leaves no session', async () => {
      const {bai, target} = inside()
      const name = uniqueName('run')
      const {image, resourceGroup = 'default'} = target.runnableSession()
      const own = ['--name', name, '--resource-group', resourceGroup, '--retry', '2']

      const result = await bai('run', image, ...own, '--', 'sh', '-c', 'echo hi; echo err >&2; exit 7')

      const left = await collect(target.client().sessions.list({filter: `name == "${name}"`}))
      expect([result.exitCode, result.stdout]).to.deep.equal([7, 'hi\n'])
      expect(result.stderr).to.include('err\n')
      expect(left.map(({status}) => status).filter((status) => status !== 'TERMINATED')).to.deep.equal([])
    })
  })
})

/** The statuses that `session watch -o ndjson` told of, in order. */
function statuses(lines: string): string[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as {status: string}).status)
}
