import {expect} from 'chai'
import {Conversation} from '../../support/conversation.js'
import {LAB, labSite, labUp, onNode, Operator, sh} from '../support/lab.js'

const COMPOSE: readonly (readonly [string, string])[] = [
  ['postgres', 'docker-compose.hs.postgres.yaml'],
  ['redis', 'docker-compose.hs.redis.yaml'],
  ['etcd', 'docker-compose.hs.etcd.yaml'],
  ['wsproxy', 'docker-compose.wsproxy-simple.yaml'],
]

describe('the recipes of the operating guide', function () {
  this.timeout(120_000)
  let admin: Operator

  before(async function () {
    this.timeout(900_000)
    await labUp()
    // v1, whatever else the machine has: the guide's own program.
    admin = await Operator.create(
      labSite({compose: {folder: LAB.halfstack, project: LAB.project, version: 'v1'}}),
    )
  })

  after(async () => {
    await admin.ops(['start', 'all'])
    await admin.remove()
  })

  const line = async (argv: readonly string[]) => (await admin.ops([...argv, '--dry-run'])).stdout.trim()
  const ssh = (words: string) => `ssh -F ${LAB.sshConfig} node1 '${words}'`

  for (const service of ['manager', 'agent', 'webserver']) {
    const unit = `backendai-${service}`
    const active = () => onNode(`systemctl is-active ${unit}`)
    const pid = () => onNode(`systemctl show -p MainPID --value ${unit}`)

    it(`${service}: status, restart, stop, start and logs, as printed and in effect`, async () => {
      const before = await pid()
      const [raw, ...lines] = await Promise.all([
        admin.ops(['status', service, '--raw']),
        line(['status', service, '--raw']),
        line(['logs', service]),
        line(['restart', service]),
        line(['stop', service]),
      ])
      expect(raw.stdout).to.include('active (running)')
      expect(lines).to.deep.equal([
        ssh(`systemctl status ${unit}`),
        ssh(`journalctl --output cat -u ${unit}`),
        ssh(`systemctl restart ${unit}`),
        ssh(`systemctl stop ${unit}`),
      ])
      expect([await pid(), await active()]).to.deep.equal([before, 'active'])

      expect((await admin.ops(['restart', service])).exitCode).to.equal(0)
      expect(await pid()).not.to.equal(before)

      expect((await admin.ops(['stop', service, '--yes'])).exitCode).to.equal(0)
      expect(await active()).to.equal('inactive')

      expect(await line(['start', service])).to.equal(ssh(`systemctl start ${unit}`))
      expect((await admin.ops(['start', service])).exitCode).to.equal(0)
      expect(await active()).to.equal('active')
      expect((await admin.ops(['logs', service, '--tail', '200'])).stdout).to.include(`starting ${service}`)
    })
  }

  for (const [service, file] of COMPOSE) {
    const compose = `cd ${LAB.halfstack} && docker-compose -f ${file} -p ${LAB.project}`
    const ids = () =>
      sh(
        'docker',
        'ps',
        '-q',
        '--filter',
        `label=com.docker.compose.project=${LAB.project}`,
        '--filter',
        `label=com.docker.compose.project.config_files=${file}`,
      )
    const startedAt = async () => sh('docker', 'inspect', '-f', '{{.State.StartedAt}}', await ids())

    it(`${service}: ps, restart, down, up -d and logs, as printed and in effect`, async () => {
      const [id, before] = [await ids(), await startedAt()]
      const [raw, ...lines] = await Promise.all([
        admin.ops(['status', service, '--raw']),
        line(['status', service, '--raw']),
        line(['logs', service]),
        line(['restart', service]),
        line(['stop', service]),
      ])
      expect(raw.stdout).to.include('Up')
      expect(lines).to.deep.equal(
        ['ps', 'logs --no-color', 'restart', 'down'].map((words) => `${compose} ${words}`),
      )
      expect([await ids(), await startedAt()]).to.deep.equal([id, before])

      expect((await admin.ops(['restart', service])).exitCode).to.equal(0)
      expect(await ids()).to.equal(id)
      expect(await startedAt()).not.to.equal(before)

      expect((await admin.ops(['stop', service, '--yes'])).exitCode).to.equal(0)
      expect(await ids()).to.equal('')

      expect(await line(['start', service])).to.equal(`${compose} up -d`)
      expect((await admin.ops(['start', service])).exitCode).to.equal(0)
      expect(await ids()).to.match(/^[0-9a-f]{12}$/)
      expect((await admin.ops(['status', service, '--deep'])).exitCode).to.equal(0)
    })
  }

  it('does nothing twice', async () => {
    const again = await admin.ops(['start', 'all', '--json'])

    expect(again.exitCode).to.equal(0)
    const outcomes = (JSON.parse(again.stdout) as {outcome: string}[]).map(({outcome}) => outcome)
    expect(new Set(outcomes)).to.deep.equal(new Set(['already']))
  })

  it('keeps the container with --keep, and starts it again', async () => {
    const {stdout} = await admin.ops(['stop', 'wsproxy', '--keep', '--dry-run'])
    expect(stdout.trim()).to.match(/docker-compose.wsproxy-simple.yaml -p \S+ stop$/)

    expect((await admin.ops(['stop', 'wsproxy', '--keep', '--yes'])).exitCode).to.equal(0)
    const stopped = await admin.ops(['status', 'wsproxy', '--json'])
    expect(JSON.parse(stopped.stdout)).to.have.nested.property('[0].state', 'stopped')
    expect(stopped.exitCode).to.equal(11)

    expect((await admin.ops(['restart', 'wsproxy'])).exitCode).to.equal(0)
  })

  it('tells what was done, begun and not tried when Ctrl-C comes in the middle', async () => {
    await onNode('echo 600 >/run/lab-slow-manager')
    const argv = ['ops', 'restart', 'redis', 'manager', 'webserver', '--json']
    const restarting = new Conversation(admin.user, argv, {env: admin.env})
    await restarting.says('stderr', 'systemctl restart backendai-manager')

    restarting.signal('SIGINT')
    const {exitCode, stdout, stderr} = await restarting.end()
    await onNode('rm /run/lab-slow-manager; systemctl restart backendai-manager')

    const outcomes = (JSON.parse(stdout) as {outcome: string}[]).map(({outcome}) => outcome)
    expect(exitCode).to.equal(130)
    expect(outcomes).to.deep.equal(['done', 'failed', 'skipped'])
    expect(stderr).to.include('bai ops status manager')
  })

  it('asks before it stops, and refuses without a terminal', async () => {
    const {exitCode, stderr} = await admin.ops(['stop', 'wsproxy'])

    expect(exitCode).to.equal(12)
    expect(stderr).to.include('--yes')
  })

  it('warns what goes with the container', async () => {
    const [id = ''] = (
      await sh(
        'docker',
        'ps',
        '-q',
        '--filter',
        `label=com.docker.compose.service=halfstack-db`,
        '--filter',
        `label=com.docker.compose.project=${LAB.project}`,
      )
    ).split('\n')
    await sh('docker', 'exec', id, 'touch', '/var/lib/postgresql/backup_db_data.sql')

    const {stderr} = await admin.ops(['stop', 'postgres', '--dry-run'])
    await sh('docker', 'exec', id, 'rm', '/var/lib/postgresql/backup_db_data.sql')

    expect(stderr).to.include('/var/lib/postgresql/backup_db_data.sql')
  })
})
