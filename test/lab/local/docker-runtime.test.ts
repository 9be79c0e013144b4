import {expect} from 'chai'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {BaiUser} from '../../support/bai.js'
import {until} from '../../support/until.js'
import {containerOf, inside, inspect, kernelImage} from '../support/containers.js'
import {sh} from '../support/lab.js'

const IMAGE = 'local.bai/lab/shell:1'

describe('the local cluster with containers', function () {
  this.timeout(120_000)
  let user: BaiUser

  before('start it', async function () {
    this.timeout(300_000)
    await kernelImage(IMAGE)
    user = await BaiUser.create()
    const up = await user.run(['local', 'up', '--runtime', 'docker'])
    expect(up.exitCode, up.stderr).to.equal(0)
  })
  after('remove it', async () => {
    await user.run(['local', 'reset', '--yes'])
    await user.remove()
  })

  /** Runs a command line that must succeed, and gives its JSON. */
  async function json(...argv: string[]): Promise<Record<string, unknown>> {
    const [topic = '', verb = '', ...rest] = argv
    const {stdout, stderr, exitCode} = await user.run([topic, verb, '--json', ...rest])
    if (exitCode !== 0) throw new Error(`bai ${argv.join(' ')} ended with ${exitCode}: ${stderr}${stdout}`)
    const document = JSON.parse(stdout) as Record<string, unknown> | Record<string, unknown>[]
    return [document].flat()[0] ?? {}
  }

  async function start(...more: string[]): Promise<{id: string; container: string}> {
    const id = String((await json('session', 'create', IMAGE, '-m', '128m', '-W', ...more))['id'])
    return {id, container: await containerOf(id)}
  }

  async function reaches(id: string, status: string): Promise<Record<string, unknown>> {
    return until(async () => {
      const session = await json('session', 'get', id)
      return session['status'] === status ? session : undefined
    }, `session ${id} to be ${status}`)
  }

  it('starts a session as a container, limited and labelled as agents of the platform do', async () => {
    const {id, container} = await start('-c', '1', '-N', 'one-container')

    const labels = JSON.parse(await inspect(container, '{{json .Config.Labels}}')) as Record<string, string>
    expect(labels).to.include({'ai.backend.session-id': id, 'ai.backend.owner': 'i-local-1'})
    expect(labels).to.include.keys(
      'ai.backend.kernel-id',
      'ai.backend.agent-id',
      'ai.backend.owner-user-id',
      'ai.backend.owner-project-id',
      'ai.backend.internal.block-service-ports',
    )
    expect(await inspect(container, '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}')).to.equal(
      `${128 * 1024 ** 2} 1000000000`,
    )
    const session = await json('session', 'get', id)
    expect((session['kernels'] as {containerId: string}[])[0]?.containerId).to.equal(container)
  })

  it('mounts storage folders, read-only where they have to be', async () => {
    await json('vfolder', 'create', 'shelf, one')
    await json('vfolder', 'create', 'reference', '--permission', 'ro')
    const {id, container} = await start('-V', 'shelf, one', '-V', 'reference:ref')

    await inside(container, 'echo kept >"/home/work/shelf, one/note"')
    const refused = await inside(container, 'echo no 2>&1 >/home/work/ref/note || echo refused')
    await json('session', 'rm', id, '--wait')
    await json('vfolder', 'cp', 'shelf, one:note', 'note')

    expect(refused).to.match(/read-only file system[^]*refused/i)
    expect(await readFile(join(user.cwd, 'note'), 'utf8')).to.equal('kept\n')
  })

  it('measures what a container takes of the memory', async () => {
    const {id} = await start('-c', '1')

    const {stdout} = await user.run(['gpu', 'top', '--all', '--json'])

    const [row] = (JSON.parse(stdout) as Record<string, unknown>[]).filter((one) => one['id'] === id)
    expect(row?.['memoryLimitBytes']).to.equal(128 * 1024 ** 2)
    expect(row?.['memoryBytes']).to.be.within(1, 128 * 1024 ** 2)
    await json('session', 'rm', id, '--wait')
  })

  it('ends the container with the session', async () => {
    const {id, container} = await start()

    await json('session', 'rm', id, '--wait')

    expect(await sh('docker', 'ps', '--all', '--quiet', '--no-trunc')).to.not.include(container)
  })

  it('sees a container that ends by itself', async () => {
    const {id, container} = await start()

    await sh('docker', 'kill', container)

    expect(await reaches(id, 'TERMINATED')).to.include({id, status: 'TERMINATED'})
  })

  for (const [code, result] of [
    [0, 'success'],
    [7, 'failure'],
  ] as const) {
    it(`tells ${result} of a batch command that ends with ${code}, and keeps its output`, async () => {
      const line = `echo from the container; exit ${code}`

      const created = await json('session', 'create', IMAGE, '-m', '128m', '-b', '--', line)
      const session = await reaches(String(created['id']), 'TERMINATED')

      expect(session).to.include({result, exitCode: code})
      const {stdout} = await user.run(['session', 'logs', String(created['id'])])
      expect(stdout).to.equal('from the container\n')
    })
  }

  it('takes its containers up again after it was killed', async () => {
    const {id, container} = await start()
    await inside(container, 'echo still here >/home/work/note')
    const {pid} = await json('local', 'status')
    process.kill(Number(pid), 'SIGKILL')
    await until(async () => {
      const {exitCode} = await user.run(['local', 'status'])
      return exitCode === 0 ? undefined : true
    }, 'its end')

    await user.run(['local', 'up'])

    expect(await json('session', 'get', id)).to.include({status: 'RUNNING'})
    expect(await inside(container, 'cat /home/work/note')).to.equal('still here')
    await json('session', 'rm', id, '--wait')
    expect(await sh('docker', 'ps', '--all', '--quiet', '--no-trunc')).to.not.include(container)
  })

  it('is not changed into one of processes, nor the other way round', async () => {
    await user.run(['local', 'down'])

    const {exitCode, stderr} = await user.run(['local', 'up', '--runtime', 'process'])
    await user.run(['local', 'up'])

    expect(exitCode).to.equal(7)
    expect(stderr).to.include('bai local reset')
    expect(await json('local', 'status')).to.include({runtime: 'docker'})
  })

  it('does not start without Docker', async () => {
    const env = {DOCKER_HOST: 'unix:///nowhere/docker.sock', BAI_LOCAL_DIR: `${user.home}/other`}

    const {exitCode, stderr} = await user.run(['local', 'up', '--runtime', 'docker'], {env})

    expect(exitCode).to.equal(9)
    expect(stderr).to.match(/docker/i)
  })
})
