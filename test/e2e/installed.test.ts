import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {useInstalled} from '../support/installed.js'

const run = promisify(execFile)
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))

describe('the package as npm installs it', function () {
  this.timeout(180_000)
  const installed = useInstalled()
  let home: string

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'bai-e2e-'))
    await symlink(dirname(installed().folder), join(home, 'node_modules'))
  })

  after(async () => {
    await bai('local', 'down')
    await rm(home, {recursive: true, force: true})
  })

  async function bai(...args: string[]): Promise<{status: number; stdout: string; stderr: string}> {
    const env = {PATH: process.env['PATH'], HOME: home, NO_COLOR: '1'}
    try {
      return {status: 0, ...(await run(installed().bai, args, {env, cwd: home}))}
    } catch (error) {
      const {code, stdout, stderr} = error as {code: number; stdout: string; stderr: string}
      return {status: code, stdout, stderr}
    }
  }

  it('tells its version', async () => {
    const {version} = JSON.parse(await readFile(join(installed().folder, 'package.json'), 'utf8')) as {
      version: string
    }

    const {stdout} = await bai('--version')

    expect(stdout).to.equal(`bai ${version}\n`)
  })

  it('shows its help, of the whole and of a command', async () => {
    const whole = await bai('help')
    const one = await bai('session', 'list', '--help')

    expect(whole.stdout).to.include('SHORTCUTS')
    expect(one.stdout).to.include('$ bai session list [FLAGS]')
  })

  it('is small, and asks for no compiler', async () => {
    const packages = await readdir(join(installed().folder, 'node_modules'))
    const {stdout} = await run('du', ['-sk', installed().folder])

    expect(packages.filter((name) => ['etcd3', 'ssh2', '@grpc', '@types'].includes(name))).to.deep.equal([])
    expect(Number.parseInt(stdout, 10)).to.be.lessThan(40_000)
  })

  it('holds the packages that are not installed beside it', async () => {
    const names = (await readdir(join(installed().folder, 'dist', 'vendor'))).filter((name) =>
      name.endsWith('.js'),
    )
    const imports = names.map((name) => `import '${installed().folder}/dist/vendor/${name}'`)
    await writeFile(join(home, 'all.mjs'), imports.join('\n'))

    const {stderr} = await run(process.execPath, ['all.mjs'], {cwd: home})
    const etcd = await bai('ops', 'etcd', 'ls', '--endpoint', 'http://127.0.0.1:1')

    expect(names).to.include.members(['etcd3.js', 'ssh2.js', 'tar-stream.js', 'age-encryption.js'])
    expect(stderr).to.equal('')
    expect(etcd.status).to.equal(9)
  })

  it('plays the story: three sessions for one GPU, two run, ending one starts the third', async () => {
    const up = await bai('local', 'up', '--gpus', '1')
    const create = ['session', 'create', '--gpu', '0.4', '--count', '3', '--name', 'story']
    const created = await bai(...create, '--wait', '--timeout', '5s')
    const waiting = await bai('session', 'list', '--status', 'PENDING', '--quiet')
    const why = await bai('session', 'why', '--all', '--output', 'json')
    const removed = await bai('session', 'rm', 'story-1', '--wait')
    const running = await bai('session', 'list', '--status', 'RUNNING', '--quiet')
    const down = await bai('local', 'down')

    expect([up.status, created.status, removed.status, down.status]).to.deep.equal([0, 3, 0, 0])
    expect(waiting.stdout.trim().split('\n')).to.have.length(1)
    expect(why.stdout).to.include('story-3')
    expect(removed.stderr).to.include('story-3 starts because of it: RUNNING')
    expect(running.stdout.trim().split('\n')).to.have.length(2)
  })

  it('works inside a session: commands and files', async () => {
    await bai('local', 'up')
    await bai('session', 'create', '--name', 'inside', '--wait')
    await writeFile(join(home, 'words.txt'), 'well\n')
    const copied = await bai('session', 'cp', join(home, 'words.txt'), 'inside:words.txt')

    const {status, stdout, stderr} = await bai(
      'session',
      'exec',
      'inside',
      '--',
      'sh',
      '-c',
      'cat words.txt; exit 7',
    )

    expect(copied.status, copied.stderr).to.equal(0)
    expect([status, stdout], stderr).to.deep.equal([7, 'well\n'])
  })

  it('has compiled code that counts for nothing when it is damaged', async () => {
    await bai('config', 'show')
    const {stdout: files} = await run('find', [join(home, '.cache', 'bai', 'code'), '-name', 'config-show'])
    const file = files.trim()
    const whole = await readFile(file)
    whole.fill(0xff, whole.length >> 1)
    await writeFile(file, whole)

    const {status, stdout} = await bai('config', 'show')

    expect(status).to.equal(0)
    expect(stdout).to.include('endpointType')
  })

  it('can be imported by a program, with its types', async () => {
    await writeFile(
      join(home, 'program.mts'),
      `import {BackendAI, parseSize, type Session} from 'bai-cli'
import * as ops from 'bai-cli/ops'
const client = new BackendAI({endpoint: 'http://127.0.0.1:1', credentials: {kind: 'keypair', accessKey: 'A', secretKey: 'B'}})
const names = (sessions: readonly Session[]): string[] => sessions.map((session) => session.name)
process.stdout.write([typeof client.sessions.list, parseSize('1g'), names([]).length, Object.keys(ops).length > 0].join(' '))
await client.close()
`,
    )

    const options = [
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
    ]
    const types = fileURLToPath(new URL('../../node_modules/@types', import.meta.url))
    await run(process.execPath, [TSC, ...options, '--typeRoots', types, 'program.mts'], {cwd: home})
    const {stdout} = await run(process.execPath, ['program.mjs'], {cwd: home})

    expect(stdout).to.equal('function 1073741824 0 true')
  })
})
