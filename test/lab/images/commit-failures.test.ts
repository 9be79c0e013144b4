import {randomBytes} from 'node:crypto'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect} from 'chai'
import {finished} from '../../support/bai.js'
import {BackendAI} from '../../../src/sdk/index.js'
import {useCluster, type ClusterUser} from '../../support/cluster-user.js'
import {until} from '../../support/until.js'
import {
  containerOf,
  failingDocker,
  inside,
  inspect,
  kernelImage,
  madeImages,
  removeMadeImages,
} from '../support/containers.js'
import {sh} from '../support/lab.js'

const IMAGE = 'local.bai/lab/shell:1'
// The engine is shared with other tests.
const NAME = `tools-${randomBytes(3).toString('hex')}:1`
const FULL = 'Error response from daemon: write /layer.tar: no space left on device'

describe('a session that cannot become an image', function () {
  this.timeout(120_000)
  before('make the image', async function () {
    this.timeout(300_000)
    await kernelImage(IMAGE)
  })
  const at = useCluster({runtime: 'docker', topology: {cpu: 2}})
  after(removeMadeImages)
  let container = ''
  let images: string[] = []

  before('start the session', async () => {
    const [session] = await at().json([
      'session',
      'create',
      IMAGE,
      '-N',
      'work',
      '-c',
      '1',
      '-m',
      '256m',
      '-W',
    ])
    container = await containerOf(String(session?.['id']))
    images = await madeImages()
  })
  afterEach('nothing is left, and the session goes on', async () => {
    expect(await madeImages()).to.deep.equal(images)
    expect(await inspect(container, '{{.State.Status}}')).to.equal('running')
  })

  const argv = (...more: string[]) => ['admin', 'commit-image', 'work', '--as', NAME, ...more]
  const commit = (more: string[] = [], env: Record<string, string> = {}) =>
    at().run(argv(...more), {as: 'admin', env})

  it('because it is somebody else’s ends with 7', async () => {
    const {exitCode, stdout, stderr} = await commit(['--owner', 'user2@local.bai'])

    expect([exitCode, stdout]).to.deep.equal([7, ''])
    expect(stderr).to.include('user@local.bai')
  })

  for (const name of ['Tools:1', 'tools', 'tools:a/b', 'tools:1-customized_ab']) {
    it(`because it cannot be called ${name} ends with 2`, async () => {
      const {exitCode, stderr} = await at().run(['admin', 'commit-image', 'work', '--as', name], {
        as: 'admin',
      })

      expect(exitCode).to.equal(2)
      expect(stderr).to.include('--as').and.include(name)
    })
  }

  it('because it waits ends with 7', async () => {
    await at().json(['session', 'create', IMAGE, '-N', 'waiting', '-c', '2', '-m', '128m'])

    const {exitCode, stderr} = await at().run(['admin', 'commit-image', 'waiting', '--as', NAME], {
      as: 'admin',
    })

    await at().run(['session', 'rm', 'waiting', '--wait'])
    expect(exitCode).to.equal(7)
    expect(stderr).to.include('PENDING')
  })

  it('because it has ended ends with 5', async () => {
    await at().json(['session', 'create', IMAGE, '-N', 'ended', '-c', '1', '-m', '128m', '-W'])
    await at().run(['session', 'rm', 'ended', '--wait'])

    const {exitCode} = await at().run(['admin', 'commit-image', 'ended', '--as', NAME], {as: 'admin'})

    expect(exitCode).to.equal(5)
  })

  it('because the name is taken ends with 7', async () => {
    await sh('docker', 'image', 'tag', IMAGE, 'local.bai/stable/taken:1')

    const {exitCode, stderr} = await at().run(['admin', 'commit-image', 'work', '--as', 'taken:1'], {
      as: 'admin',
    })

    await sh('docker', 'image', 'rm', 'local.bai/stable/taken:1')
    expect(exitCode).to.equal(7)
    expect(stderr).to.include('local.bai/stable/taken:1')
  })

  it('because Docker does not answer ends with 9', async () => {
    const {exitCode, stderr} = await commit([], {DOCKER_HOST: 'unix:///nowhere/docker.sock'})

    expect(exitCode).to.equal(9)
    expect(stderr).to.include('Docker')
  })

  it('because the disk is full ends with 1 and says so', async () => {
    const broken = await failingDocker('commit', FULL)

    const {exitCode, stdout, stderr} = await commit([], {PATH: broken.path})

    await broken.remove()
    expect([exitCode, stdout]).to.deep.equal([1, ''])
    expect(stderr).to.include('no space left on device')
  })

  it('because the manager’s own task fails ends with 8 in its words', async () => {
    const broken = await failingDocker('commit', FULL)
    const path = process.env['PATH']
    process.env['PATH'] = broken.path

    const {exitCode, stdout, stderr} = await at().run(['image', 'commit', 'work', '--as', NAME])

    process.env['PATH'] = path
    await broken.remove()
    expect([exitCode, stdout]).to.deep.equal([8, ''])
    expect(stderr).to.include('no space left on device')
  })

  it('because the registry refuses the push ends with 6, and nothing is registered', async () => {
    const registry = await refusingRegistry()
    const known = `127.0.0.1:${(registry.address() as AddressInfo).port}/lab/shell:1`
    await sh('docker', 'image', 'tag', IMAGE, known)
    await rescan(known, at())

    const {exitCode, stdout, stderr} = await commit(['--registry', known.split('/')[0] ?? '', '--push'])

    await sh('docker', 'image', 'rm', known)
    registry.close()
    expect([exitCode, stdout], stderr).to.deep.equal([6, ''])
    expect((await at().run(['image', 'list', '--mine', '-q'])).stdout).to.equal('')
  })

  it('because of Ctrl-C ends with 130: the session goes on at once, and no image is left', async () => {
    await inside(container, 'dd if=/dev/urandom of=/var-large bs=1M count=300 2>/dev/null')
    const child = at().user.start(argv(), {env: at().environment('admin')})
    const ended = finished(child)
    await until(
      async () => ((await inspect(container, '{{.State.Paused}}')) === 'true' ? true : undefined),
      'the pause',
    )

    child.kill('SIGINT')

    const {exitCode, stdout, stderr} = await ended
    expect([exitCode, stdout], stderr).to.deep.equal([130, ''])
    expect(await inspect(container, '{{.State.Paused}}')).to.equal('false')
  })
})

/** Makes the manager know a registry, which it does by its images. */
async function rescan(reference: string, {cluster}: ClusterUser): Promise<void> {
  const {accessKey = '', secretKey = ''} = cluster.accounts['admin'] ?? {}
  const credentials = {kind: 'keypair', accessKey, secretKey} as const
  const client = new BackendAI({endpoint: cluster.endpoint, credentials})
  await client.images.rescan({registry: 'local.bai', project: 'lab', reference})
  await client.close()
}

/** A registry that lets nobody push. */
async function refusingRegistry(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume()
    response.statusCode = 401
    response.setHeader('docker-distribution-api-version', 'registry/2.0')
    // Engines try refused uploads again for a minute; who cannot log in is told at once.
    response.setHeader('www-authenticate', 'Basic realm="registry"')
    response.setHeader('content-type', 'application/json')
    response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
