import {expect} from 'chai'
import {once} from 'node:events'
import {connect} from 'node:net'
import {SshHost} from '../../../src/ops/host/ssh.js'
import {labUp, node} from '../support/lab.js'
import {Installation} from './installation.js'

describe('backups of another machine', function () {
  this.timeout(300_000)

  before(labUp)

  it('are made and restored over ssh, where the database is', async () => {
    const site = await Installation.create()
    const far = await site.farOperator()
    try {
      const before = await site.fingerprints()

      const dry = await far.ops(['backup', 'db', '--dry-run'])
      const made = await far.ops(['backup', 'db'])
      await site.sql('DROP TABLE other.child;')
      const restored = await far.ops(['restore', 'db', 'latest', '--yes', '--no-services'])

      expect(dry.stdout).to.match(/^ssh .*node1 .*docker exec/)
      expect([made.exitCode, restored.exitCode], made.stderr + restored.stderr).to.deep.equal([0, 0])
      expect(await site.fingerprints()).to.deep.equal(before)
    } finally {
      await Promise.all([far.remove(), site.remove()])
    }
  })

  it('stop the manager there, and start it again', async () => {
    const site = await Installation.create()
    const far = await site.farOperator({
      hosts: {main: 'local', node1: node()},
      services: {manager: {host: 'node1'}},
    })
    try {
      await far.ops(['backup', 'db'])

      const {exitCode, stderr} = await far.ops(['restore', 'db', 'latest', '--yes'])
      const {stdout} = await far.ops(['status', 'manager', '-o', 'csv', '--columns', 'state', '--no-header'])

      expect(exitCode, stderr).to.equal(0)
      const steps = [
        'stop the services',
        'close the databases',
        'swap old and new',
        'start the services',
        'drop the old',
      ]
      const places = steps.map((step) => stderr.indexOf(step))
      expect(places).to.deep.equal([...places].sort((a, b) => a - b))
      expect(Math.min(...places)).to.be.greaterThan(-1)
      expect(stdout.trim()).to.equal('running')
    } finally {
      await Promise.all([far.remove(), site.remove()])
    }
  })

  it('reach a port that only that machine sees, until the host is closed', async () => {
    const {ssh, config} = node()
    const host = new SshHost('far', {target: ssh, configFile: config})

    const address = await host.reach({hostname: '127.0.0.1', port: 22})
    const socket = connect(address.port, address.hostname)
    const [banner] = (await once(socket, 'data')) as [Buffer]
    await host.close()

    expect(banner.toString()).to.match(/^SSH-2\.0/)
    socket.destroy()
    const [error] = (await once(connect(address.port, address.hostname), 'error')) as [{code: string}]
    expect(error.code).to.equal('ECONNREFUSED')
  })
})
