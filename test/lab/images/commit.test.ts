import {randomBytes} from 'node:crypto'
import {expect} from 'chai'
import {useCluster} from '../../support/cluster-user.js'
import {
  containerOf,
  inside,
  inspect,
  kernelImage,
  madeImages,
  removeMadeImages,
} from '../support/containers.js'

const IMAGE = 'local.bai/lab/shell:1'
const MARK = 'echo the tool works >/usr/local/bin/tool-says; echo lost >/home/work/notes.txt'

describe('a session that becomes its owner’s image', function () {
  this.timeout(120_000)
  before('make the image', async function () {
    this.timeout(300_000)
    await kernelImage(IMAGE)
  })
  const at = useCluster({runtime: 'docker'})
  after(removeMadeImages)
  const name = 'work'
  // The engine is shared with other tests.
  const imageName = `tools-${randomBytes(3).toString('hex')}`
  let container = ''
  let tag = 0

  before('start the session', async () => {
    const argv = ['session', 'create', IMAGE, '-N', name, '-c', '1', '-m', '128m', '-e', 'TOKEN=s3cret', '-W']
    const [session] = await at().json(argv)
    container = await containerOf(String(session?.['id']))
    await inside(container, MARK)
  })
  beforeEach('another image', () => (tag += 1))

  const image = () => `${imageName}:${tag}`
  const commit = (...more: string[]) => {
    const argv = ['admin', 'commit-image', name, '--owner', 'user@local.bai', '--as', image(), ...more]
    return at().run(argv, {as: 'admin'})
  }

  it('prints its full name and nothing else, and says what is not in it', async () => {
    const {stdout, stderr, exitCode} = await commit('--try', '--wait')

    expect(exitCode, stderr).to.equal(0)
    expect(stdout).to.equal(`local.bai/stable/${image()}\n`)
    expect(stderr).to.match(/not saved: the home folder \/home\/work \(\d/i)
    expect(stderr).to.include(`user@local.bai starts it with: bai session create local.bai/stable/${image()}`)
  })

  it('starts sessions of its owner, with what was installed and without the home folder', async () => {
    await commit()

    const [session] = await at().json(['session', 'create', image(), '-c', '1', '-m', '128m', '-W'])
    const started = await containerOf(String(session?.['id']))
    expect(await inside(started, 'cat /usr/local/bin/tool-says')).to.equal('the tool works')
    expect(await inside(started, 'ls /home/work')).to.not.include('notes.txt')
  })

  it('is neither seen nor started by others', async () => {
    const {stdout} = await commit()
    const reference = stdout.trim()
    expect(reference).to.not.equal('')

    const seen = await at().run(['image', 'list', '-o', 'name'], {as: 'user2'})
    const started = await at().run(['session', 'create', reference, '-c', '1', '-m', '128m'], {as: 'user2'})
    const own = await at().run(['image', 'list', '--mine', '-o', 'name'])

    expect(seen.stdout).to.not.include(imageName)
    expect(started.exitCode).to.equal(5)
    expect(own.stdout).to.include(reference)
  })

  it('holds nothing of what the session was given, and starts as the image it came from', async () => {
    const {stdout} = await commit()

    const made = JSON.parse(await inspect(stdout.trim(), '{{json .Config}}')) as Record<string, unknown>
    expect(JSON.stringify(made)).to.not.match(/s3cret|AKIA/)
    expect(made).to.deep.include({Entrypoint: ['env'], Cmd: ['sh'], WorkingDir: '/'})
    expect(made['Labels']).to.deep.include({
      'ai.backend.kernelspec': '1',
      'ai.backend.session-id': '',
      'ai.backend.customized-image.name': image(),
      'ai.backend.customized-image.user.email': 'user@local.bai',
    })
  })

  it('is only planned under --dry-run', async () => {
    const before = await madeImages()

    const {stdout, exitCode} = await commit('--dry-run')

    expect(exitCode).to.equal(0)
    expect(stdout)
      .to.match(/^docker commit .*\ndocker image tag .*\n/)
      .and.include('rescan_images')
    expect(await madeImages()).to.deep.equal(before)
  })

  it('is told to a command', async () => {
    const {stderr, exitCode} = await commit('--notify', 'printf "%s for %s, %s\\n" "$BAI_SESSION"')

    expect(exitCode, stderr).to.equal(0)
    expect(stderr).to.include(`work for local.bai/stable/${image()}, user@local.bai`)
  })

  it('is made by the manager for a user', async () => {
    const {stdout, stderr, exitCode} = await at().run(['image', 'commit', name, '--as', image()])

    expect(exitCode, stderr).to.equal(0)
    expect(stdout).to.match(/^local\.bai\/stable\/shell:1-customized_[0-9a-f]{32}\n$/)
    const labels = JSON.parse(await inspect(stdout.trim(), '{{json .Config.Labels}}')) as Record<
      string,
      string
    >
    expect(labels['ai.backend.customized-image.name']).to.equal(image().replace(':', '-'))
    expect(await inspect(container, '{{.State.Status}}')).to.equal('running')
  })

  it('is not listed any more once it is removed', async () => {
    await commit()

    const removed = await at().run(['image', 'rm', image(), '--yes'])
    const own = await at().run(['image', 'list', '--mine', '-o', 'name'])
    const again = await at().run(['image', 'rm', image(), '--yes'])

    expect([removed.exitCode, again.exitCode], removed.stderr).to.deep.equal([0, 5])
    expect(own.stdout.split('\n')).to.not.include(`local.bai/stable/${image()}`)
  })

  it('of an administrator’s own making by the API is refused: managers convert for their caller', async () => {
    const {exitCode, stderr} = await commit('--via', 'api')

    expect(exitCode).to.equal(10)
    expect(stderr).to.include('--via docker')
  })
})
