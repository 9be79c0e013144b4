import {expect} from 'chai'
import {LAB, labUp, node, onNode, Operator} from '../support/lab.js'

describe('accounts without root', function () {
  this.timeout(120_000)
  let admin: Operator

  before(async function () {
    this.timeout(900_000)
    await labUp()
  })

  afterEach(() => admin.remove())

  const over = (account: string, words: string) => `ssh -F ${LAB.sshConfig} ${account} '${words}'`
  const dryRun = async (argv: readonly string[]) => (await admin.ops([...argv, '--dry-run'])).stdout.trim()

  it('an account that may use sudo does everything through it, and the printed lines say so', async () => {
    admin = await Operator.create({hosts: {it: node('lablup')}})
    const pid = () => onNode('systemctl show -p MainPID --value backendai-webserver')
    const before = await pid()

    const lines = [await dryRun(['restart', 'webserver']), await dryRun(['logs', 'webserver'])]
    const restarted = await admin.ops(['restart', 'webserver'])
    const logs = await admin.ops(['logs', 'webserver', '--tail', '100'])

    expect(lines).to.deep.equal([
      over('lablup', 'sudo -n systemctl restart backendai-webserver'),
      over('lablup', 'sudo -n journalctl --output cat -u backendai-webserver'),
    ])
    expect(restarted.exitCode).to.equal(0)
    expect(await pid()).not.to.equal(before)
    expect(logs.stdout).to.include('starting webserver')
  })

  it('an account without rights sees the state, and is told once why it gets no logs', async () => {
    admin = await Operator.create({hosts: {it: node('operator1')}})

    const status = await admin.ops(['status', 'manager', 'webserver'])
    const logs = await admin.ops(['logs', 'manager'])

    expect(status.exitCode).to.equal(0)
    expect(logs.exitCode).to.equal(6)
    expect(logs.stdout).to.equal('')
    expect(logs.stderr.match(/refused to run journalctl/g)).to.have.length(1)
  })

  it('an account that Docker refuses is not told that services are down', async () => {
    admin = await Operator.create({
      hosts: {it: node('operator1')},
      compose: {folder: LAB.halfstack, project: LAB.project},
    })

    const {stdout, exitCode} = await admin.ops(['status', 'redis', '--json'])

    expect(exitCode).to.equal(9)
    expect(JSON.parse(stdout)).to.have.nested.property('[0].state', 'unknown')
    expect(JSON.parse(stdout)).to.have.nested.property('[0].code', 'NOT_ALLOWED')
  })
})
