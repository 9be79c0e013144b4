import {expect} from 'chai'
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parse} from 'yaml'
import {LAB, labUp, Operator, sh} from '../support/lab.js'

describe('the site file and the support tarball', function () {
  this.timeout(120_000)
  let admin: Operator
  let folder: string

  before(async function () {
    this.timeout(900_000)
    await labUp()
    admin = await Operator.create()
    folder = await mkdtemp(join(tmpdir(), 'bai-lab-'))
  })

  after(async () => {
    await admin.remove()
    await rm(folder, {recursive: true, force: true})
  })

  it('init writes what it finds here and over ssh, and the commands work with it', async () => {
    const path = join(folder, 'site.yaml')
    const init = ['config', 'init', '--site', path, '--ssh', 'gpu=node1', '--ssh-config', LAB.sshConfig]

    const written = await admin.ops([...init, '--project', LAB.project])
    const again = await admin.ops([...init, '--project', LAB.project])
    const status = await admin.ops(['status', '--site', path, '--deep'])

    expect([written.exitCode, again.exitCode, status.exitCode]).to.deep.equal([0, 7, 0])
    const site = parse(await readFile(path, 'utf8')) as Record<string, Record<string, unknown>>
    expect(site['services']).to.deep.include({
      manager: {host: 'gpu', unit: 'backendai-manager'},
      redis: {
        host: 'local',
        file: join(LAB.halfstack, 'docker-compose.hs.redis.yaml'),
        project: LAB.project,
      },
      wsproxy: {
        host: 'local',
        file: join(LAB.halfstack, 'docker-compose.wsproxy-simple.yaml'),
        project: LAB.project,
        health: `http://127.0.0.1:${LAB.wsproxyPort}/`,
      },
    })
  })

  it('bundles states, checks, logs and settings for its owner only, without a password', async () => {
    const {stdout, exitCode} = await admin.ops(['bundle', '--dir', folder, '--tail', '20'])

    const tarball = stdout.trim()
    await sh('tar', '-xzf', tarball, '-C', folder)
    const files = await readdir(join(folder, 'bundle'))
    const text = await Promise.all(files.map((name) => readFile(join(folder, 'bundle', name), 'utf8')))
    expect(exitCode).to.equal(0)
    expect((await stat(tarball)).mode & 0o777).to.equal(0o600)
    expect(files).to.include.members([
      'check.json',
      'manager@node1.log',
      'postgres@main.compose.yaml',
      'redis@main.log',
      'site.yaml',
      'status.json',
      'version.txt',
    ])
    expect(text.join('\n')).to.include('********').and.not.to.include(LAB.password)
  })
})
