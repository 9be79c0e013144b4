import {expect} from 'chai'
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LAB, labUp, node, onNode, Operator} from '../support/lab.js'

describe('names that a shell or an option parser would take for more', function () {
  this.timeout(120_000)
  let admin: Operator
  let folder: string

  before(async function () {
    this.timeout(900_000)
    await labUp()
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bai-lab-'))
  })

  afterEach(async () => {
    await admin.remove()
    await rm(folder, {recursive: true, force: true})
  })

  for (const [key, site] of [
    ['unit', {services: {manager: {unit: `x;touch /tmp/bai-pwned`}}}],
    ['unit', {services: {manager: {unit: '--version'}}}],
    ['project', {services: {redis: {project: '$(touch /tmp/bai-pwned)'}}}],
    ['ssh', {hosts: {it: {ssh: '-oProxyCommand=touch /tmp/bai-pwned'}}}],
    ['hosts', {hosts: {'$(touch /tmp/bai-pwned)': 'local'}}],
  ] as const) {
    it(`are refused as ${key}: ${JSON.stringify(site)}`, async () => {
      admin = await Operator.create(site)

      const {exitCode} = await admin.ops(['status'])

      expect(exitCode).to.equal(2)
      expect(await readFile('/tmp/bai-pwned').catch(() => 'none')).to.equal('none')
    })
  }

  it('are data in a path, here and over ssh', async () => {
    const nasty = join(folder, `it's; $(touch /tmp/bai-pwned) "x"`)
    await mkdir(nasty, {recursive: true})
    const yaml = await readFile(join(LAB.halfstack, 'docker-compose.wsproxy-simple.yaml'), 'utf8')
    await writeFile(join(nasty, '-x.yaml'), yaml.replace(/^ +ports:.*$/m, ''))
    admin = await Operator.create({
      hosts: {main: 'local', node1: node()},
      services: {
        wsproxy: {file: join(nasty, '-x.yaml'), project: `${LAB.project}-nasty`, health: 'none'},
        redis: {host: 'node1', file: join(nasty, '-y.yaml')},
      },
    })

    const started = await admin.ops(['start', 'wsproxy'])
    const told = await admin.ops(['status', 'wsproxy', '--raw'])
    const logged = await admin.ops(['logs', 'wsproxy'])
    const stopped = await admin.ops(['stop', 'wsproxy', '--yes'])
    const remote = await admin.ops(['start', 'redis'])
    const remoteLog = await admin.ops(['logs', 'redis'])

    const codes = [started, told, logged, stopped, remote, remoteLog].map(({exitCode}) => exitCode)
    expect(codes).to.deep.equal([0, 0, 0, 0, 5, 5])
    expect(told.stdout).to.include(`${LAB.project}-nasty`)
    expect(logged.stdout).to.include('wsproxy.main started')
    expect(remote.stderr).to.include(nasty)
    expect(remoteLog.stderr).to.include(nasty)
    expect(await readFile('/tmp/bai-pwned').catch(() => 'none')).to.equal('none')
    expect(await onNode('ls /tmp/bai-pwned 2>/dev/null')).to.equal('')
  })
})
