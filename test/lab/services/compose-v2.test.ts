import {expect} from 'chai'
import {composeV2, LAB, labSite, labUp, Operator, sh} from '../support/lab.js'

const FILE = 'docker-compose.hs.redis.yaml'

describe('compose v2 beside v1', function () {
  this.timeout(120_000)
  let admin: Operator
  let v2: Record<string, string>

  before(async function () {
    this.timeout(900_000)
    await labUp()
    v2 = await composeV2()
    admin = await Operator.create(
      labSite({compose: {folder: LAB.halfstack, project: LAB.project, version: 'v1'}}),
    )
    await admin.ops(['stop', 'redis', '--yes'])
    await admin.ops(['start', 'redis'])
    await admin.remove()
    admin = await Operator.create()
  })

  after(async () => {
    await admin.ops(['stop', 'redis', '--yes'], v2)
    await admin.ops(['start', 'redis'])
    await admin.remove()
  })

  const ops = (...argv: string[]) => admin.ops(argv, v2)
  const line = async (...argv: string[]) => (await ops(...argv, '--dry-run')).stdout.trim()
  const of = (program: string, words: string) =>
    `cd ${LAB.halfstack} && ${program} -f ${FILE} -p ${LAB.project} ${words}`
  const redis = async (format: string) =>
    sh(
      'sh',
      '-c',
      'docker ps -q --filter "label=com.docker.compose.project=$1" --filter label=com.docker.compose.service=halfstack-redis | xargs -r docker inspect -f "$2"',
      'sh',
      LAB.project,
      format,
    )

  it('what v1 made is kept by v1, which would otherwise be made anew', async () => {
    const lines = await Promise.all([
      line('restart', 'redis'),
      line('logs', 'redis'),
      line('status', 'redis', '--raw'),
    ])

    expect(lines).to.deep.equal(
      ['restart', 'logs --no-color', 'ps'].map((words) => of('docker-compose', words)),
    )
  })

  it('what is down is started by v2, and all that follows is done by v2', async () => {
    expect((await ops('stop', 'redis', '--yes')).exitCode).to.equal(0)
    expect(await line('start', 'redis')).to.equal(of('docker compose', 'up -d'))
    expect((await ops('start', 'redis')).exitCode).to.equal(0)
    expect(await redis('{{index .Config.Labels "com.docker.compose.version"}}')).to.match(/^2\./)

    const [id, before] = [await redis('{{.Id}}'), await redis('{{.State.StartedAt}}')]
    expect(await line('restart', 'redis')).to.equal(of('docker compose', 'restart'))
    expect((await ops('restart', 'redis')).exitCode).to.equal(0)
    expect(await redis('{{.Id}}')).to.equal(id)
    expect(await redis('{{.State.StartedAt}}')).not.to.equal(before)

    const [printed, raw, deep] = await Promise.all([
      line('status', 'redis', '--raw'),
      ops('status', 'redis', '--raw'),
      ops('status', 'redis', '--deep'),
    ])
    expect(printed).to.equal(of('docker compose', 'ps'))
    expect(raw.stdout).to.include('halfstack-redis')
    expect(deep.exitCode).to.equal(0)
  })

  it('logs of both versions are merged, without the names compose puts before them', async () => {
    const {stdout, stderr, exitCode} = await ops('logs', 'redis', 'postgres', '--tail', '2')

    expect(exitCode, stderr).to.equal(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => text.slice(0, 10)),
    ).to.have.members(['postgres |', 'postgres |', 'redis    |', 'redis    |'])
    expect(stdout).not.to.match(/halfstack|\d{4}-\d\d-\d\dT/)
  })

  it('stops with and without its container', async () => {
    expect(await line('stop', 'redis', '--keep')).to.equal(of('docker compose', 'stop'))
    expect((await ops('stop', 'redis', '--keep', '--yes')).exitCode).to.equal(0)
    expect((await ops('start', 'redis')).exitCode).to.equal(0)
    expect(await line('stop', 'redis')).to.equal(of('docker compose', 'down'))
    expect((await ops('stop', 'redis', '--yes')).exitCode).to.equal(0)
    expect(await redis('{{.Id}}')).to.equal('')
  })
})
