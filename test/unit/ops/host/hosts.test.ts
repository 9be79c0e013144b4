import {readFile, mkdtemp, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {once} from 'node:events'
import {text} from 'node:stream/consumers'
import {expect} from 'chai'
import * as fc from 'fast-check'
import type {Host} from '../../../../src/ops/host/host.js'
import {LocalHost} from '../../../../src/ops/host/local.js'
import {SshHost} from '../../../../src/ops/host/ssh.js'
import {fakePrograms, LOCAL_SSH, type FakePrograms} from './fake-ssh.js'
import {OpsError} from '../../../../src/ops/errors.js'
import {rejection} from '../../../support/rejection.js'

const KINDS: readonly (readonly [string, () => Host])[] = [
  ['local', () => new LocalHost('here')],
  ['ssh', () => new SshHost('far', {target: 'far'})],
]

for (const [kind, make] of KINDS) {
  describe(`a host (${kind})`, () => {
    let fake: FakePrograms
    let host: Host
    let folder: string

    beforeEach(async () => {
      fake = await fakePrograms({ssh: LOCAL_SSH})
      folder = await mkdtemp(join(tmpdir(), 'bai host-'))
      host = make()
    })

    afterEach(async () => {
      await host.close()
      await fake.dispose()
      await rm(folder, {recursive: true, force: true})
    })

    it('returns what a program prints on both channels', async () => {
      const result = await host.run(['sh', '-c', 'echo out; echo err >&2'])

      expect(result).to.deep.equal({exitCode: 0, stdout: 'out\n', stderr: 'err\n'})
    })

    it('passes any argument as it is', async () => {
      const words = fc.array(fc.string({unit: 'binary', maxLength: 12}).filter(holdable), {minLength: 1})

      await fc.assert(
        fc.asyncProperty(words, async (args) => {
          const {stdout} = await host.run(['printf', '%s\\0', ...args])
          expect(stdout).to.equal(args.map((arg) => `${arg}\0`).join(''))
        }),
        {numRuns: 40},
      )
    })

    it('runs nothing that is hidden in an argument', async () => {
      const nasty = [
        `$(touch ${folder}/x)`,
        `\`touch ${folder}/x\``,
        `;touch ${folder}/x`,
        `'"; touch ${folder}/x #`,
        `a\ntouch ${folder}/x`,
      ]

      const {stdout} = await host.run(['printf', '%s|', ...nasty])

      expect(stdout).to.equal(nasty.map((word) => `${word}|`).join(''))
      expect((await rejection(stat(`${folder}/x`), Error)).message).to.include('ENOENT')
    })

    it('gives variables to the program and to no argument', async () => {
      const secret = `s3cr3t'"$(x)\n second line`

      const {stdout} = await host.run(
        ['sh', '-c', 'printf %s "$PW"; cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "'],
        {env: {PW: secret}},
      )

      expect(stdout.startsWith(secret)).to.equal(true)
      expect(stdout.slice(secret.length)).not.to.include('s3cr3t')
    })

    it('refuses a variable name that a shell would run', async () => {
      const error = await failure(host.run(['true'], {env: {[`A;touch ${folder}/x`]: '1'}}))

      expect(error).to.have.property('code', 'INVALID_VALUE')
    })

    it('passes input and working folder', async () => {
      const {stdout} = await host.run(['sh', '-c', 'pwd; cat'], {cwd: folder, input: 'text\n'})

      expect(stdout).to.equal(`${folder}\ntext\n`)
    })

    it('rejects with the program, its status and its own words', async () => {
      const error = await failure(host.run(['sh', '-c', 'echo no luck >&2; exit 3']))

      expect(error).to.include({code: 'PROGRAM_FAILED', exitCode: 3, message: 'sh ended with 3: no luck'})
    })

    it('accepts the exit codes it is told to', async () => {
      const {exitCode} = await host.run(['sh', '-c', 'exit 3'], {accept: [0, 3]})

      expect(exitCode).to.equal(3)
    })

    it('tells a missing program from a failed one', async () => {
      const error = await failure(host.run(['no-such-program']))

      expect(error).to.have.property('code', 'NOT_FOUND')
      expect(error.message).to.include('no-such-program')
    })

    it('tells a missing folder', async () => {
      const error = await failure(host.run(['true'], {cwd: join(folder, 'none')}))

      expect(error).to.have.property('code', 'NOT_FOUND')
      expect(error.message).to.include(join(folder, 'none'))
    })

    it('stops a program whose time is up, children too', async () => {
      const error = await failure(
        host.run(['sh', '-c', `echo $$ >${quoted(folder)}/pid; sleep 600 & wait`], {timeoutMs: 700}),
      )

      expect(error).to.have.property('code', 'UNREACHABLE')
      await gone(Number(await readFile(join(folder, 'pid'), 'utf8')))
    })

    it('stops a program when the signal fires', async () => {
      const caller = new AbortController()
      const running = await host.start(['sh', '-c', 'echo $$; sleep 600 & wait'], {
        signal: caller.signal,
        input: '',
      })
      const [pid] = (await once(running.stdout, 'data')) as [Buffer]

      caller.abort()

      expect(await failure(running.done)).to.have.property('code', 'ABORTED')
      await gone(Number(String(pid)))
    })

    it('kills a program that ignores SIGTERM, with its stdin open', async () => {
      const running = await host.start(['sh', '-c', 'trap "" TERM; echo $$; exec sleep 600'])
      const [pid] = (await once(running.stdout, 'data')) as [Buffer]

      await running.stop()

      await gone(Number(String(pid)))
    }).timeout(20_000)

    it('streams in both directions', async () => {
      const running = await host.start(['cat'])

      running.stdin.end('x'.repeat(300_000))
      const echoed = await text(running.stdout)

      expect(echoed).to.have.length(300_000)
      expect(await running.done).to.deep.equal({exitCode: 0})
    })

    it('keeps what a program printed that ended before anybody read', async () => {
      const running = await host.start(['sh', '-c', 'echo early'], {input: ''})
      running.stderr.resume()
      await running.done
      await new Promise((resolve) => setImmediate(resolve))

      expect(await text(running.stdout)).to.equal('early\n')
    })

    it('keeps what was said on stderr before anybody listened', async () => {
      const running = await host.start(['sh', '-c', 'echo early >&2; exit 4'], {input: '', accept: [4]})

      await running.done
      const stderr = await text(running.stderr)

      expect(stderr).to.equal('early\n')
    })

    it('writes a file whole, with its mode, and reads it back', async () => {
      const path = join(folder, `it's $HOME`)
      const content = Buffer.from([0, 255, 10, 13, 39])

      await host.writeFile(path, content, {mode: 0o640})

      expect(await host.readFile(path)).to.deep.equal(content)
      expect((await stat(path)).mode & 0o777).to.equal(0o640)
    })

    it('asks sudo without password, and says when it refuses', async () => {
      await writeFile(
        join(fake.folder, 'sudo'),
        '#!/bin/sh\necho "sudo: a password is required" >&2; exit 1\n',
        {mode: 0o755},
      )
      await writeFile(join(fake.folder, 'id'), '#!/bin/sh\necho 1000\n', {mode: 0o755})
      const account = kind === 'local' ? new LocalHost('here', {isRoot: false}) : host

      const error = await failure(account.run(['systemctl', 'start', 'x'], {asRoot: true, accept: 'any'}))

      expect(error).to.have.property('code', 'NOT_ALLOWED')
      expect(error.message).to.include('a password is required')
    })
  })
}

describe('a host behind ssh', () => {
  let fake: FakePrograms

  afterEach(() => fake.dispose())

  it('is unreachable when ssh says so, in its own words', async () => {
    fake = await fakePrograms({
      ssh: 'echo "ssh: connect to host far port 22: Connection refused" >&2; exit 255',
    })

    const error = await failure(new SshHost('far', {target: 'far'}).run(['true']))

    expect(error).to.have.property('code', 'UNREACHABLE')
    expect(error.message).to.include('Connection refused')
  })

  it('is not allowed when the key is refused', async () => {
    fake = await fakePrograms({ssh: 'echo "root@far: Permission denied (publickey)." >&2; exit 255'})

    const error = await failure(new SshHost('far', {target: 'far'}).run(['true']))

    expect(error).to.have.property('code', 'NOT_ALLOWED')
  })

  it('is unreachable when it hangs', async () => {
    fake = await fakePrograms({ssh: 'exec sleep 600'})
    const host = new SshHost('far', {target: 'far'}, {connectTimeoutMs: 200})

    const error = await failure(host.run(['true']))
    await host.close()

    expect(error).to.have.property('code', 'UNREACHABLE')
    expect(error.message).to.include('0.2 s')
  })

  it('connects once for many commands', async () => {
    fake = await fakePrograms({ssh: LOCAL_SSH})
    const host = new SshHost('far', {target: 'far'})

    await Promise.all([host.run(['true']), host.run(['true']), host.run(['true'])])
    await host.close()

    const log = await readFile(join(fake.folder, 'ssh.log'), 'utf8')
    expect(log.match(/ControlMaster=yes/g)).to.have.length(1)
    expect(log.match(/ControlMaster=no/g)).to.have.length(3)
  })

  it('refuses a target that ssh would take for an option', async () => {
    fake = await fakePrograms({})

    expect(() => new SshHost('far', {target: '-oProxyCommand=touch /tmp/x'})).to.throw(
      /not a name ssh can connect to/,
    )
  })

  it('shows a line that can be pasted', async () => {
    fake = await fakePrograms({})
    const host = new SshHost('far', {target: 'lablup@far', port: 2222})

    const line = host.commandLine(['docker-compose', '-f', "it's.yaml", 'ps'], {cwd: '/a b'})

    expect(line).to.equal(`ssh -p 2222 lablup@far "cd '/a b' && docker-compose -f \\"it's.yaml\\" ps"`)
  })
})

/** What the ops layer rejects with. */
function failure(promise: Promise<unknown>): Promise<OpsError> {
  return rejection(promise, OpsError)
}

function holdable(word: string): boolean {
  return !word.includes('\0') && word.isWellFormed()
}

function quoted(path: string): string {
  return `'${path}'`
}

/** Waits until a process is no more. */
async function gone(pid: number): Promise<void> {
  expect(pid).to.be.greaterThan(1)
  for (;;) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    if (state === undefined || / Z /.test(state)) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}
