import {expect} from 'chai'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {BaiResult} from '../../support/bai.js'
import {Conversation} from '../../support/conversation.js'
import {until} from '../../support/until.js'
import {Operator} from '../support/lab.js'
import {KEYS} from './installation.js'
import {startEtcd, type TestServer} from './servers.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const fixture = (name: string): Promise<string> => readFile(join(FIXTURES, 'etcd', name), 'utf8')

describe('bai ops etcd', function () {
  this.timeout(120_000)
  let server: TestServer & {endpoint: string}
  let operator: Operator
  let dir: string

  before(async () => {
    server = await startEtcd()
    dir = await mkdtemp(join(tmpdir(), 'bai-repository-'))
    operator = await Operator.create({etcd: {endpoints: [server.endpoint]}, backup: {dir}})
  })
  after(async () => {
    await Promise.all([server.stop(), operator.remove(), rm(dir, {recursive: true, force: true})])
  })
  beforeEach(async () => {
    await server.inside('etcdctl', 'del', '--prefix', '/')
  })

  const etcd = (...argv: string[]): Promise<BaiResult> => operator.ops(['etcd', ...argv])
  const putJson = (key: string, tree: unknown, ...flags: string[]): Promise<BaiResult> =>
    operator.user.run(['ops', 'etcd', 'put-json', key, '-', ...flags], {
      env: operator.env,
      stdin: typeof tree === 'string' ? tree : JSON.stringify(tree),
    })
  /** All keys of the namespace, as another program sees them. */
  const keys = async (): Promise<Record<string, string>> => {
    const text = await server.inside('etcdctl', 'get', '--prefix', '/sorna/local/', '--write-out=json')
    const {kvs = []} = JSON.parse(text) as {kvs?: {key: string; value?: string}[]}
    const decode = (base64: string) => Buffer.from(base64, 'base64').toString()
    return Object.fromEntries(
      kvs.map(({key, value = ''}) => [decode(key).slice('/sorna/local/'.length), decode(value)]),
    )
  }
  const fill = async (): Promise<Record<string, string>> => {
    const all = JSON.parse(await fixture('keys.json')) as Record<string, string>
    for (const [key, value] of Object.entries(all))
      await server.inside('etcdctl', 'put', '--', `/sorna/local/${key}`, value)
    return all
  }

  it("prints a tree as the manager's tool does, byte for byte, and saves it so", async () => {
    await fill()

    const printed = await etcd('get', '--prefix', '')
    const made = await operator.ops(['backup', 'etcd', '--no-compress', '--json'])
    const {path} = JSON.parse(made.stdout) as {path: string}

    const expected = await fixture('tool-get-prefix.json')
    expect(printed.stdout).to.equal(expected)
    expect(await readFile(join(path, 'etcd.json'), 'utf8')).to.equal(expected)
  })

  it("restores the file of the manager's tool to the same keys", async () => {
    const file = join(FIXTURES, 'etcd', 'tool-get-prefix.json')
    await etcd('put', 'not/in/the/file', '1')

    const {exitCode, stderr} = await operator.ops(['restore', 'etcd', file, '--prune', '--yes'])

    expect(exitCode, stderr).to.equal(0)
    expect(await keys()).to.deep.equal(JSON.parse(await fixture('keys.json')))
  })

  it("flattens a JSON file as the manager's tool does, whatever its leaves are", async () => {
    await putJson('config/x', await fixture('odd.json'))

    expect(await keys()).to.deep.equal(JSON.parse(await fixture('tool-put-json.json')))
  })

  it('backs up, diffs and restores any number of keys', async () => {
    const tree = Object.fromEntries(Array.from({length: KEYS}, (_, i) => [`k/${i} ü`, `value\n${i}`]))
    const put = await putJson('many', tree)
    const before = await keys()
    await operator.ops(['backup', 'etcd'])
    await etcd('rm', '--prefix', 'many/k%2F1', '--yes')
    await etcd('put', 'extra', '1')

    const diff = await etcd('diff', 'latest', '--exit-code', '-q')
    const dry = await operator.ops(['restore', 'etcd', 'latest', '--prune', '--dry-run', '-q'])
    const restored = await operator.ops(['restore', 'etcd', 'latest', '--prune', '--yes'])
    const again = await etcd('diff', 'latest', '--exit-code')

    expect([put.exitCode, diff.exitCode, dry.exitCode, restored.exitCode, again.exitCode]).to.deep.equal([
      0, 11, 0, 0, 0,
    ])
    expect(dry.stdout).to.equal(diff.stdout)
    expect(dry.stdout.split('\n').length).to.be.greaterThan(100)
    expect(Object.keys(before)).to.have.length(KEYS)
    expect(await keys()).to.deep.equal(before)
  })

  it('gets, lists, puts and removes single keys, with an honest status', async () => {
    await putJson('config', {redis: {addr: 'here', password: ''}, redis2: 'other'})

    const got = await etcd('get', 'config/redis/addr')
    const missing = await etcd('get', 'config/nothing', '--json')
    const list = await etcd('ls', 'config/redis/', '-q')
    const put = await operator.user.run(['ops', 'etcd', 'put', 'config/redis/password', '-'], {
      env: operator.env,
      stdin: 'from stdin',
    })
    const removed = await etcd('delete', 'config/redis/addr')
    const gone = await etcd('rm', 'config/redis/addr')
    const unasked = await etcd('rm', '--prefix', 'config/')

    expect(got.stdout).to.equal('here\n')
    expect(JSON.parse(missing.stdout)).to.have.nested.property('error.exit', 5)
    expect(list.stdout).to.equal('config/redis/addr\nconfig/redis/password\n')
    expect([put.exitCode, removed.exitCode, gone.exitCode, unasked.exitCode]).to.deep.equal([0, 0, 5, 12])
    expect(await keys()).to.deep.equal({'config/redis/password': 'from stdin', 'config/redis2': 'other'})
  })

  it('shows changes and makes none with --dry-run', async () => {
    await putJson('a', {b: '1'})

    await etcd('put', 'a/b', '2', '--dry-run')
    await putJson('a', {b: '3', c: '4'}, '--dry-run')
    const {stdout} = await etcd('rm', '--prefix', 'a', '--dry-run', '--json')

    expect(JSON.parse(stdout)).to.have.length(1)
    expect(await keys()).to.deep.equal({'a/b': '1'})
  })

  it('refuses a file that is no tree, and one without a key', async () => {
    const folder = operator.user.home
    await writeFile(join(folder, 'empty.json'), '{}')
    await writeFile(join(folder, 'cut.json'), '{"config": {"a": "1"')
    await etcd('put', 'a', '1')

    const results = await Promise.all([
      operator.ops(['restore', 'etcd', join(folder, 'empty.json'), '--prune', '--yes']),
      operator.ops(['restore', 'etcd', join(folder, 'cut.json'), '--prune', '--yes']),
      putJson('', '[1, 2]'),
    ])

    expect(results.map(({exitCode}) => exitCode)).to.deep.equal([2, 2, 2])
    expect(await keys()).to.deep.equal({a: '1'})
  })

  it('takes a value of 1.4 MB and says what is wrong with one of 2 MB', async () => {
    const large = await putJson('', {large: 'x'.repeat(1_400_000), small: '1'})
    const made = await operator.ops(['backup', 'etcd'])
    const tooLarge = await putJson('', {huge: 'x'.repeat(2 * 1024 * 1024)})

    expect([large.exitCode, made.exitCode, tooLarge.exitCode]).to.deep.equal([0, 0, 1])
    expect(tooLarge.stderr).to.include('--max-request-bytes')
    expect(Object.keys(await keys())).to.deep.equal(['large', 'small'])
  })

  it('tells changes as they happen, until Ctrl-C', async () => {
    const watch = new Conversation(
      operator.user,
      ['ops', 'etcd', 'watch', '--prefix', 'a/', '-o', 'ndjson'],
      {
        env: operator.env,
      },
    )
    // Whether it listens already, only a change can tell.
    await until(async () => {
      await server.inside('etcdctl', 'put', '/sorna/local/a/1', 'one')
      return watch.stdout.includes('a/1') || undefined
    }, 'the first change')
    await etcd('rm', 'a/1')
    await watch.says('stdout', '"delete"')

    watch.signal('SIGINT')
    const {exitCode, stdout} = await watch.end()

    expect(exitCode).to.equal(130)
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).to.include({type: 'put', key: 'a/1', value: 'one'})
  })
})

describe('bai ops etcd, with TLS and a user', function () {
  this.timeout(120_000)
  let server: TestServer & {endpoint: string}
  let operator: Operator

  before(async () => {
    const tls = join(FIXTURES, 'tls')
    const certificates = ['--cert-file', '/tls/cert.pem', '--key-file', '/tls/key.pem']
    server = await startEtcd(certificates, {volumes: [`${tls}:/tls:ro`], scheme: 'https'})
    operator = await Operator.create({
      etcd: {
        endpoints: [server.endpoint],
        user: 'root',
        password: {env: 'PW'},
        tls: {ca: join(tls, 'cert.pem')},
      },
    })
    const etcdctl = (...argv: string[]): Promise<string> =>
      server.inside('etcdctl', '--cacert', '/tls/cert.pem', '--endpoints', 'https://127.0.0.1:2379', ...argv)
    await until(() => etcdctl('endpoint', 'health').catch(() => undefined), 'etcd')
    await etcdctl('user', 'add', 'root:right-Passw0rd')
    await etcdctl('auth', 'enable')
  })
  after(async () => {
    await Promise.all([server.stop(), operator.remove()])
  })

  it('works with the right ones and says which is wrong', async () => {
    const put = await operator.ops(['etcd', 'put', 'a', '1'], {PW: 'right-Passw0rd'})
    const wrong = await operator.ops(['etcd', 'get', 'a'], {PW: 'wrong-Passw0rd'})
    const unset = await operator.ops(['etcd', 'get', 'a'])
    const stranger = await Operator.create({etcd: {endpoints: [server.endpoint]}})
    const unknownCa = await stranger.ops(['etcd', 'get', 'a'])
    await stranger.remove()

    expect([put.exitCode, wrong.exitCode, unset.exitCode, unknownCa.exitCode], put.stderr).to.deep.equal([
      0, 6, 2, 9,
    ])
    expect(wrong.stderr).not.to.include('Passw0rd')
    expect(unset.stderr).to.include('PW')
  })
})
