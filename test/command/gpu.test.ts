import {expect} from 'chai'
import {BackendAI, collect, isDead} from '../../src/sdk/index.js'
import {useCluster} from '../support/cluster-user.js'
import {until} from '../support/until.js'

const GIB = 1024 ** 3

describe('bai gpu', function () {
  this.timeout(60_000)
  const cluster = useCluster({topology: {gpus: 1, gpuMemoryBytes: 32 * GIB}})
  const env = {BAI_GPU_MEMORY: '32g'}
  let client: BackendAI

  before('connect', () => {
    const {BAI_ENDPOINT, BAI_ACCESS_KEY, BAI_SECRET_KEY} = cluster().environment()
    client = new BackendAI({
      endpoint: BAI_ENDPOINT ?? '',
      credentials: {kind: 'keypair', accessKey: BAI_ACCESS_KEY ?? '', secretKey: BAI_SECRET_KEY ?? ''},
    })
  })
  after(() => client.close())

  const live = async (): Promise<string[]> =>
    (await collect(client.sessions.list())).filter(({status}) => !isDead(status)).map(({id}) => id)

  afterEach(async () => {
    for (const id of await live()) await client.sessions.destroy(id, {forced: true})
    await until(async () => (await live()).length === 0 || undefined, 'all sessions to end')
  })

  describe('list', () => {
    it('shows an administrator each device, with what still fits', async () => {
      await cluster().run(['session', 'create', '-g', '0.4', '-W'])

      const rows = await cluster().json(['gpu', 'list'], 'admin')

      expect(rows).to.have.length(1)
      expect(rows[0]).to.include({
        slot: 'cuda.shares',
        capacity: '1',
        used: '0.4',
        free: '0.6',
        largest: '0.6',
      })
      expect(rows[0]?.['device']).to.be.a('string')
    })

    it('shows everybody what each node has', async () => {
      const rows = await cluster().json(['gpu', 'list'])

      expect(rows).to.deep.include.members([
        {
          ...{agent: 'i-local-1', resourceGroup: 'default', slot: 'cuda.shares', device: null},
          ...{capacity: '1', used: '0', free: '1', largest: '1'},
        },
      ])
    })
  })

  describe('verify', () => {
    it('finds half the memory in a session with half a GPU, and leaves no session', async () => {
      const {stdout, exitCode, stderr} = await cluster().run(['gpu', 'verify', '-g', '0.5', '--json'], {env})

      const [row] = JSON.parse(stdout) as Record<string, unknown>[]
      expect(exitCode, stderr).to.equal(0)
      expect(row).to.include({share: 0.5, expectedBytes: 16 * GIB, ok: true})
      expect(row?.['seenBytes']).to.be.closeTo(16 * GIB, GIB / 2)
      expect(await live()).to.deep.equal([])
    })

    it('ends with 11 when a session lies about its share', async () => {
      const lie = `BAI_GPU_MEMORY_BYTES=${32 * GIB}`
      await cluster().run(['session', 'create', '-N', 'liar', '-g', '0.5', '-e', lie, '-W'], {env})

      const {stdout, exitCode, stderr} = await cluster().run(['gpu', 'verify', 'liar'], {env})

      expect(exitCode).to.equal(11)
      expect(stdout).to.match(/liar +0\.5 +16 GiB +32 GiB +100 % +NO/)
      expect(stderr).to.include('sees 32 GiB of GPU memory; its share is 16 GiB')
    })

    it('ends with 2 when nobody has said how much memory a GPU has', async () => {
      const {stderr, exitCode} = await cluster().run(['gpu', 'verify', '-g', '0.5'])

      expect(exitCode).to.equal(2)
      expect(stderr).to.include('--gpu-memory 80g')
      expect(await live()).to.deep.equal([])
    })

    it('ends with 5 for a session that is not there', async () => {
      const {exitCode} = await cluster().run(['gpu', 'verify', 'nobody'], {env})

      expect(exitCode).to.equal(5)
    })
  })
})
