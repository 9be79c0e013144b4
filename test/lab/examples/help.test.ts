import {expect} from 'chai'
import {randomBytes} from 'node:crypto'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {CONTAINER_SCENES, NEWCOMER_SCENES, OPERATOR_SCENES} from '../../support/examples/lab-scenes.js'
import {IMAGE_LINES, OPERATOR_LINES} from '../../support/examples/one-liners.js'
import {play} from '../../support/examples/stage.js'
import {startEtcd, startPostgres, type TestServer} from '../backup/servers.js'
import {kernelImage, removeMadeImages} from '../support/containers.js'
import {LAB, labSite, labUp, node, Operator} from '../support/lab.js'

const NIGHTLY = fileURLToPath(new URL('../../../examples/nightly-backup.mjs', import.meta.url))
const KERNEL = 'local.bai/lab/shell:1'

describe('examples that need Docker', function () {
  this.timeout(600_000)
  before('make the image', () => kernelImage(KERNEL))
  after(removeMadeImages)

  for (const scene of [...CONTAINER_SCENES, IMAGE_LINES]) {
    it(`hold: ${scene.title}`, async () => {
      // The engine is shared with other tests.
      const name = `torch-geo-${randomBytes(3).toString('hex')}`

      const failures = await play(scene, {stands: {IMAGE: KERNEL, 'torch-geo': name}})

      expect(failures).to.deep.equal([])
    })
  }
})

describe('examples that need an installation', function () {
  this.timeout(600_000)
  let operator: Operator
  let folder: string
  const servers: TestServer[] = []

  before('bring up what is operated', async function () {
    this.timeout(900_000)
    await labUp()
    const [database, etcd] = await Promise.all([startPostgres('S3cret-of-the-superuser'), startEtcd()])
    servers.push(database, etcd)
    await database.inside('psql', '-U', 'postgres', '-c', 'CREATE DATABASE backend')
    folder = await mkdtemp(join(tmpdir(), 'bai-examples-'))
    operator = await Operator.create(
      labSite({
        hosts: {main: 'local', gpu07: node()},
        services: {
          manager: {host: 'gpu07', health: 'http://127.0.0.1:8081/'},
          agent: {host: 'gpu07'},
          webserver: {host: 'gpu07', health: 'http://127.0.0.1:8080/'},
          wsproxy: {host: 'main', health: `http://127.0.0.1:${LAB.wsproxyPort}/`},
        },
        postgres: {container: database.container},
        etcd: {endpoints: [etcd.endpoint]},
      }),
    )
    for (const [key, namespace] of [
      ['config/redis/addr', 'local'],
      ['manager/status', 'prod'],
    ] as const) {
      const {exitCode, stderr} = await operator.ops(['etcd', 'put', key, 'x', '--namespace', namespace])
      expect(exitCode, stderr).to.equal(0)
    }
    stands['http://10.0.0.5:2379'] = etcd.endpoint
    stands['/backup'] = join(folder, 'backup')
  })
  after(async () => {
    await operator.ops(['start', 'all'])
    await Promise.all([...servers.map((server) => server.stop()), operator.remove()])
    await rm(folder, {recursive: true, force: true})
  })

  /** What the examples invent. */
  const stands: Record<string, string> = {
    '--ssh gpu01=root@gpu01 --ssh gpu02=root@gpu02': `--ssh gpu01=node1 --ssh-config ${LAB.sshConfig}`,
  }

  for (const scene of NEWCOMER_SCENES) {
    it(`hold: ${scene.title}`, async () => {
      const failures = await play(scene, {stands})

      expect(failures).to.deep.equal([])
    })
  }

  for (const scene of [...OPERATOR_SCENES, OPERATOR_LINES]) {
    it(`hold: ${scene.title}`, async () => {
      const env = {
        ...operator.env,
        NIGHTLY,
        BAI_BACKUP_DIR: stands['/backup'] ?? '',
        BAI_BACKUP_PASSPHRASE: 'correct horse battery staple',
      }

      const failures = await play(scene, {env, stands})

      expect(failures).to.deep.equal([])
    })
  }
})
