import {expect} from 'chai'
import {useCluster} from '../support/cluster-user.js'
import {Stage} from '../support/manager.js'

interface Line {
  check: string
  result: string
  detail: string
  fix: string | null
}

describe('doctor', function () {
  this.timeout(60_000)
  const here = useCluster()
  const stage = new Stage()
  afterEach(() => stage.end())

  /** The lines, and which of them failed. */
  async function examine(env: Record<string, string | undefined> = {}) {
    const {stdout, exitCode} = await here().run(['doctor', '--json'], {env})
    const lines = JSON.parse(stdout) as Line[]
    const failed = lines.filter(({result}) => result === 'failed')
    const skipped = lines.filter(({result}) => result === 'skipped').map(({check}) => check)
    return {exitCode, lines, failed, skipped}
  }

  it('finds everything well where it is', async () => {
    const {exitCode, lines} = await examine()

    expect(exitCode).to.equal(0)
    expect(lines.map(({check, result}) => [check, result])).to.deep.equal(
      [
        ...['client', 'network', 'TLS', 'manager', 'clock'],
        ...['signature', 'resource group', 'agents', 'image', 'quota'],
      ].map((check) => [check, 'ok']),
    )
  })

  it('says how to log in where nothing is configured', async () => {
    const {stdout, exitCode} = await here().user.run(['doctor', '--json'])

    const [first, ...others] = JSON.parse(stdout) as Line[]
    expect(exitCode).to.equal(11)
    expect(first).to.include({check: 'client', result: 'failed'})
    expect(first?.fix).to.include('bai login')
    expect(new Set(others.map(({result}) => result))).to.deep.equal(new Set(['skipped']))
  })

  it('works with a manager that is down: the network fails and the rest is skipped', async () => {
    const {exitCode, failed, skipped} = await examine({BAI_ENDPOINT: 'http://127.0.0.1:9'})

    expect(exitCode).to.equal(11)
    expect(failed.map(({check}) => check)).to.deep.equal(['network'])
    expect(failed[0]?.detail).to.include('connection refused')
    expect(skipped).to.have.length(8)
  })

  it('finds TLS at fault for a certificate that nobody vouches for', async () => {
    const server = await stage.server({tls: await stage.certificate()})

    const {failed} = await examine({BAI_ENDPOINT: server.url})

    expect(failed.map(({check}) => check)).to.deep.equal(['TLS'])
    expect(failed[0]?.fix).to.include('BAI_CA_FILE')
  })

  it('finds the manager at fault when something else answers', async () => {
    const server = await stage.server()
    server.reply('GET /', {body: '<h1>Welcome</h1>'})

    const {failed} = await examine({BAI_ENDPOINT: server.url})

    expect(failed.map(({check}) => check)).to.deep.equal(['manager'])
  })

  it('finds the clock at fault when it is more than a quarter of an hour off', async () => {
    const server = await stage.server()
    const date = new Date(Date.now() - 3_600_000).toUTCString()
    server.reply('GET /', {json: {version: 'v9.20250722', manager: '26.8.3'}, headers: {date}})
    server.reply('GET /auth/role', {
      status: 400,
      json: {type: 'https://api.backend.ai/probs/invalid-auth-params'},
    })

    const {failed} = await examine({BAI_ENDPOINT: server.url})

    expect(failed.map(({check}) => check)).to.deep.equal(['clock', 'signature'])
    expect(failed[0]?.detail).to.match(/^this clock is 3[67]\d\d s ahead of the manager's$/)
    expect(failed[0]?.fix).to.include('NTP')
  })

  it('finds the signature at fault for a key that the manager does not know', async () => {
    const {failed, skipped} = await examine({BAI_ACCESS_KEY: 'AKIANOBODY0000000000'})

    expect(failed.map(({check}) => check)).to.deep.equal(['signature'])
    expect(skipped).to.deep.equal(['resource group', 'agents', 'image', 'quota'])
  })

  it('names the resource groups there are, when the chosen one is not among them', async () => {
    const {failed} = await examine({BAI_RESOURCE_GROUP: 'nowhere'})

    expect(failed.map(({check}) => check)).to.deep.equal(['resource group'])
    expect(failed[0]?.fix).to.include('default')
  })

  it('finds the image at fault that is not there', async () => {
    const {failed} = await examine({BAI_IMAGE: 'no-such-image'})

    expect(failed.map(({check, detail}) => [check, detail])).to.deep.equal([
      ['image', 'no image is called no-such-image'],
    ])
  })

  it('finds agents at fault when none takes sessions', async () => {
    const {cluster} = here()
    const [agent] = cluster.cluster.state.agents.values()
    cluster.cluster.state.agents.patch(agent?.id ?? '', {schedulable: false})

    const {failed} = await examine()

    cluster.cluster.state.agents.patch(agent?.id ?? '', {schedulable: true})
    expect(failed.map(({check}) => check)).to.deep.equal(['agents'])
  })
})
