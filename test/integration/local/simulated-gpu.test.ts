import {text} from 'node:stream/consumers'
import {expect} from 'chai'
import {kernelOf, TestCluster, type Json} from './harness.js'

const QUERY = ['--query-gpu=memory.total,memory.used,utilization.gpu', '--format=csv,noheader,nounits']

describe('the simulated GPU in sessions of the local cluster', function () {
  // A shell script that starts a hundred small programs takes long on a machine that is busy.
  this.timeout(120_000)
  let cluster: TestCluster

  before(async () => {
    cluster = await TestCluster.start({topology: {gpus: 2, gpuMemoryBytes: 32 * 1024 ** 3}})
  })
  after(() => cluster.remove())

  /** What a program prints in a new session. */
  async function seen(
    config: Json,
    ...argv: [string, ...string[]]
  ): Promise<{out: string; code: number | null}> {
    const {sessionId} = await cluster.create(`gpu-${String(Math.random()).slice(2)}`, {config})
    await cluster.reaches(sessionId, 'RUNNING')
    const command = await kernelOf(cluster, sessionId).run({argv})
    const out = await text(command.stdout)
    const {code} = await command.ended
    await cluster.call('user', `DELETE /session/${String(sessionId)}?forced=true`)
    await cluster.reaches(sessionId, 'TERMINATED')
    return {out, code}
  }

  const half = {resources: {cpu: '1', mem: '256m', 'cuda.shares': '0.5'}}

  it('reports the memory of its share, idle', async () => {
    const {out, code} = await seen(half, 'nvidia-smi', ...QUERY)

    expect([out, code]).to.deep.equal(['16384, 0, 0\n', 0])
  })

  it('says in its name that it is simulated', async () => {
    const {out} = await seen(half, 'nvidia-smi', '-L')

    expect(out).to.match(/^GPU 0: .*[Ss]imulated.* \(UUID: GPU-[0-9a-f-]+\)\n$/)
  })

  it('shows two GPUs to a session that holds shares of two', async () => {
    const more = {resources: {cpu: '1', mem: '256m', 'cuda.shares': '1.5'}}

    const {out} = await seen(more, 'nvidia-smi', ...QUERY)

    expect(out.trim().split('\n').toSorted()).to.deep.equal(['16384, 0, 0', '32768, 0, 0'])
  })

  it('has the table, and all of it as XML', async () => {
    const [table, xml] = [await seen(half, 'nvidia-smi'), await seen(half, 'nvidia-smi', '-q', '-x')]

    expect(table.out).to.match(/^\| {3}0 .*\|\s+0MiB \/ 16384MiB \|/m)
    expect(xml.out)
      .to.match(/^<\?xml version="1.0" \?>/)
      .and.to.include('<total>16384 MiB</total>')
  })

  it('repeats what the variables of the session say, so that a wrong share can be found out', async () => {
    const lie = {...half, environ: {BAI_GPU_MEMORY_BYTES: String(8 * 1024 ** 3), BAI_GPU_UTILIZATION: '73'}}

    const {out} = await seen(lie, 'nvidia-smi', ...QUERY)

    expect(out).to.equal('8192, 0, 73\n')
  })

  it('refuses a field it does not have', async () => {
    const {code} = await seen(half, 'nvidia-smi', '--query-gpu=nonsense', '--format=csv')

    expect(code).to.equal(2)
  })

  it('is not there in a session without a GPU', async () => {
    const {out} = await seen({}, 'sh', '-c', 'command -v nvidia-smi | grep -c tools')

    expect(out).to.equal('0\n')
  })
})
