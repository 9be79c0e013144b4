import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {stringify} from 'yaml'
import {labUp, onNode, sh} from '../support/lab.js'
import {Installation} from './installation.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const NODE = `${process.env['BAI_LAB_PREFIX'] ?? 'bai-lab'}-node1`

/** Where bai lies on the lab's systemd host, with a Node of its own, a site file and a folder for backups. */
const THERE = '/opt/bai-schedule'
const BAI = `${THERE}/node ${THERE}/package/bin/run.js`

describe('bai ops backup schedule, where systemd runs', function () {
  this.timeout(300_000)
  let site: Installation

  before(async () => {
    await labUp()
    site = await Installation.create()
    await installThere(site)
  })
  after(async () => {
    await onNode(`${BAI} ops backup schedule --remove --yes; rm -rf ${THERE}`)
    await site.remove()
  })

  it('makes a timer, whose service makes all backups or fails, and takes it away again', async () => {
    const words = `ops backup schedule --site ${THERE}/site.yaml --keep 3 --at '*-*-* 03:10:00'`
    const scheduled = await onNode(`${BAI} ${words}; echo "status $?"`)
    const timers = await onNode('systemctl is-enabled bai-backup.timer; systemctl list-timers --all')
    const withoutKeys = await onNode('systemctl start bai-backup.service; echo "status $?"')
    await site.ops(['etcd', 'put', 'manager/status', 'running'])
    const service = await onNode('systemctl start bai-backup.service; echo "status $?"')
    const journal = await onNode('journalctl --output cat -u bai-backup.service')
    const listed = await onNode(
      `${BAI} ops backup list --site ${THERE}/site.yaml --max-age 1h --columns kind,state --no-header -o csv; echo "status $?"`,
    )
    const removed = await onNode(`${BAI} ops backup schedule --remove --yes; echo "status $?"`)
    const left = await onNode('systemctl cat bai-backup.timer bai-backup.service')

    expect(scheduled).to.match(/status 0$/)
    expect(timers).to.match(/^enabled/)
    expect(timers).to.match(/ 03:1\d:\d\d .*bai-backup\.timer +bai-backup\.service/)
    expect(withoutKeys).to.equal('status 1')
    expect(journal).to.include('Error: etcd has no key below /sorna/local/.')
    expect(service, journal).to.equal('status 0')
    expect(listed.split('\n').sort()).to.deep.equal(['db,good', 'db,good', 'etcd,good', 'status 0'])
    expect(removed).to.match(/status 0$/)
    expect(left).to.equal('')
  })
})

/** Copies this package as npm would install it, and the Node that runs these tests. */
async function installThere(site: Installation): Promise<void> {
  const list = await sh('npm', '--prefix', ROOT, 'ls', '--omit=dev', '--all', '--parseable')
  const packages = list
    .split('\n')
    .slice(1)
    .map((path) => relative(ROOT, path))
  const own = ['bin', 'bundle', 'dist', 'package.json', 'oclif.manifest.json']
  const archive = execFileSync('tar', ['-C', ROOT, '-cf', '-', ...own, ...packages], {maxBuffer: 1 << 30})
  execFileSync('docker', ['exec', NODE, 'mkdir', '-p', `${THERE}/package`])
  execFileSync('docker', ['exec', '-i', NODE, 'tar', '-C', `${THERE}/package`, '-xf', '-'], {input: archive})
  await sh('docker', 'cp', process.execPath, `${NODE}:${THERE}/node`)
  const etcd = await sh('docker', 'inspect', '-f', '{{.NetworkSettings.IPAddress}}', site.etcd.container)
  const text = stringify({
    postgres: {container: site.database.container},
    etcd: {endpoints: [`http://${etcd}:2379`]},
    backup: {dir: `${THERE}/backups`},
  })
  execFileSync('docker', ['exec', '-i', NODE, 'tee', `${THERE}/site.yaml`], {input: text})
}
