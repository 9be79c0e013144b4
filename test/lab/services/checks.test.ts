import {expect} from 'chai'
import {labUp, onNode, Operator, sh} from '../support/lab.js'
import {leaveOut} from '../../support/leave-out.js'

interface Line {
  item: string
  have: string
  result: string
  fix: string | null
}

/** The same questions, asked of the programs people would ask. */
const QUESTIONS: Readonly<Record<string, string>> = {
  CPU: 'echo "$(nproc) cores"',
  memory: `free -b | awk '/^Mem:/ {printf "%.1f GiB", $2 / 1024 ^ 3}'`,
  disk: `d=/var/lib/docker; [ -d $d ] || d=/; df -PB1 $d | awk 'NR == 2 {printf "%.1f GiB", $2 / 1024 ^ 3}'`,
  Docker: 'docker version --format "{{.Server.Version}}" | grep -oE "^[0-9.]+"',
  'docker-compose':
    '{ docker compose version --short 2>/dev/null || docker-compose version --short; } | grep -oE "^[0-9.]+"',
}

describe('checks compared with what the system says', function () {
  this.timeout(120_000)
  let admin: Operator

  before(async function () {
    this.timeout(900_000)
    await labUp()
    admin = await Operator.create()
  })

  after(() => admin.remove())

  const check = async (...argv: string[]) => {
    const {stdout, exitCode} = await admin.ops(['check', '--json', ...argv])
    return {exitCode, lines: new Map((JSON.parse(stdout) as Line[]).map((line) => [line.item, line]))}
  }

  for (const [host, ask] of [
    ['main', (line: string) => sh('sh', '-c', line)],
    ['node1', onNode],
  ] as const) {
    it(`cores, memory, disk, Docker and compose are what the programs of ${host} tell`, async () => {
      const {lines} = await check('--role', 'agent', '--role', 'postgres', '-H', host)

      for (const [item, question] of Object.entries(QUESTIONS)) {
        expect(lines.get(item)?.have, item).to.equal((await ask(question)).trim())
      }
    })
  }

  it('an SSD is one when the kernel says so', async () => {
    const {lines} = await check('--role', 'agent', '-H', 'main')

    const disk = await sh('sh', '-c', 'd=/var/lib/docker; [ -d $d ] || d=/; df -P $d | sed -n "2s/ .*//p"')
    const rotates = await sh('sh', '-c', 'lsblk -ndo ROTA -s "$1" 2>/dev/null | tail -1', 'sh', disk)
    const have = rotates === '' ? '?' : rotates.trim() === '0' ? 'SSD' : 'rotating'
    expect(lines.get('disk kind')?.have).to.equal(have)
  })

  it('a Python that is there is at least found', async () => {
    const {lines} = await check('--role', 'manager', '-H', 'main')

    const python = await sh('sh', '-c', 'python3 --version || echo none')
    expect(lines.get('Python')?.have).to.equal(python.replace('Python ', ''))
  })

  it('an agent without GPU fails with 11, and every failed line says what to do', async function () {
    if ((await sh('sh', '-c', 'command -v nvidia-smi || true')) !== '')
      leaveOut(this, 'this machine has a GPU')

    const {exitCode, lines} = await check('--role', 'agent', '-H', 'main')

    expect(exitCode).to.equal(11)
    expect(lines.get('GPU')).to.include({have: 'none', result: 'failed'})
    for (const line of lines.values()) expect(line.fix === null, line.item).to.equal(line.result !== 'failed')
  })

  it('roles that share a host are added up, and doubled where it is recommended', async () => {
    const roles = ['--role', 'manager', '--role', 'postgres', '--role', 'redis', '-H', 'main']
    const need = async (...argv: string[]) => {
      const {stdout} = await admin.ops(['check', '--json', ...roles, ...argv])
      return (JSON.parse(stdout) as {item: string; need: string}[])
        .filter(({item}) => item === 'CPU' || item === 'memory')
        .map((line) => line.need)
    }

    const needs = await Promise.all([need(), need('--sum'), need('--sum', '--recommended')])

    expect(needs).to.deep.equal([
      ['2 cores', '4 GiB'],
      ['5 cores', '10 GiB'],
      ['10 cores', '20 GiB'],
    ])
  })
})
