import {expect} from 'chai'
import {mkdtemp, realpath, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {startCluster, type RunningCluster} from '../../src/local/index.js'
import {BaiUser, type BaiResult} from '../support/bai.js'
import {until} from '../support/until.js'
import {useCluster} from '../support/cluster-user.js'
import {leaveOut} from '../support/leave-out.js'

type Row = Record<string, unknown>

describe('bai gpu ratio', function () {
  this.timeout(60_000)
  let folder = ''
  let cluster: RunningCluster
  let user: BaiUser

  before('start a cluster', async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'bai-ratio-')))
    user = await BaiUser.create()
    await start()
  })
  after(async () => {
    await cluster.stop()
    await user.remove()
    await rm(folder, {recursive: true, force: true})
  })

  const start = async (): Promise<void> => {
    cluster = await startCluster({folder, defaultImages: []})
  }
  const run = (as: string, ...argv: string[]): Promise<BaiResult> => {
    const {accessKey = '', secretKey = ''} = cluster.accounts[as] ?? {}
    const env = {BAI_ENDPOINT: cluster.endpoint, BAI_ACCESS_KEY: accessKey, BAI_SECRET_KEY: secretKey}
    return user.run(['gpu', 'ratio', ...argv], {env})
  }
  const json = async (as: string, ...argv: string[]): Promise<Row[]> => {
    const {stdout, stderr, exitCode} = await run(as, ...argv, '--json')
    if (exitCode !== 0) throw new Error(`${exitCode}: ${stderr}${stdout}`)
    return JSON.parse(stdout) as Row[]
  }
  const GIB = 1024 ** 3

  it('shows what one GPU is to administrators, and to others what there is', async () => {
    const [seen] = await json('admin')
    const [told] = await json('user')

    expect(seen).to.include({agent: 'i-local-1', gpus: 1, shares: '1', ratio: '1', gpuMemoryBytes: 32 * GIB})
    expect(told).to.include({agent: 'i-local-1', gpus: null, shares: '1', ratio: null})
  })

  it('changes nothing with --dry-run, nor without a yes', async () => {
    const plan = await json('admin', '--set', '4', '--dry-run')
    const refused = await run('admin', '--set', '4')
    const forbidden = await run('user', '--set', '4', '--yes')
    const wrong = await run('admin', '--set', '0', '--yes')
    const tooMuch = await run('admin', '--set', '1000', '--yes')

    expect(plan).to.have.length(1)
    expect(plan[0]).to.include({field: 'unit_mem', from: String(32 * GIB), to: String(8 * GIB), done: false})
    expect([refused, forbidden, wrong, tooMuch].map(({exitCode}) => exitCode)).to.deep.equal([12, 6, 2, 2])
    expect(await json('admin', '--set', '4', '--dry-run')).to.deep.equal(plan)
  })

  it('is what agents have after their next start', async () => {
    const set = await run('admin', '--set', '4', '--yes', '--json')
    const [before] = await json('admin')
    await cluster.stop()
    await start()
    const [after] = await json('admin')
    const again = await json('admin', '--set', '4', '--yes')

    expect([set.exitCode, set.stderr]).to.deep.equal([
      0,
      'Agents take it up when they start again: `bai ops restart agent`, host by host.\n',
    ])
    expect(before).to.include({ratio: '1'})
    expect(after).to.include({ratio: '4', shares: '4', shareMemoryBytes: 8 * GIB})
    expect(again).to.deep.equal([])
  })
})

describe('bai gpu top', function () {
  this.timeout(60_000)
  const person = useCluster({defaultImages: ['base']})

  it('shows what the sessions with a GPU use of it, and nothing of others', async () => {
    const create = ['session', 'create', '--cpu', '1', '--mem', '1g', '--wait', '--name']
    await person().json([...create, 'with-gpu', '--gpu', '0.5'])
    await person().json([...create, 'without'])

    const [row, ...others] = await person().json(['gpu', 'top'])
    const all = await person().json(['gpu', 'top', '--all'])
    const table = await person().run(['gpu', 'top'])
    const foreign = await person().run(['gpu', 'top'], {as: 'user2'})

    expect(others).to.deep.equal([])
    expect(row).to.include({name: 'with-gpu', gpu: '0.5', gpuPercent: 0, gpuMemoryBytes: 0})
    expect(row).to.include({gpuMemoryLimitBytes: 16 * 1024 ** 3, memoryLimitBytes: 1024 ** 3})
    expect(all.map(({name}) => name)).to.have.members(['with-gpu', 'without'])
    expect(table.stdout).to.match(/^NAME +GPU +UTIL +GPU MEM +CPU +MEM\n/)
    expect(table.stdout).to.include('0 B of 16 GiB')
    expect([foreign.exitCode, foreign.stdout]).to.deep.equal([0, ''])
  })

  it('tells what a session really takes of the cores and the memory', async function () {
    if (process.platform !== 'linux') leaveOut(this, 'only Linux tells what processes take')
    const busy = 'i=0; while :; do i=$((i+1)); done'
    const create = ['session', 'create', '--cpu', '1', '--mem', '1g', '--name', 'busy', '--batch']
    await person().run([...create, '--', busy])

    const row = await until(async () => {
      const all = await person().json(['gpu', 'top', '--all'])
      return all.find(({name, cpuPercent}) => name === 'busy' && Number(cpuPercent) > 0)
    }, 'the session to use a core')

    expect(row['memoryBytes']).to.be.above(100_000)
    await person().json(['session', 'rm', 'busy'])
  })
})
