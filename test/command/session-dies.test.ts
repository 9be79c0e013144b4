import {once} from 'node:events'
import {expect} from 'chai'
import {kernelOf, TestCluster} from '../integration/local/harness.js'
import {BaiUser, finished} from '../support/bai.js'

describe('a session that dies under a command of bai', function () {
  // The promise is thirty seconds; a hang lasts minutes.
  this.timeout(30_000)
  let cluster: TestCluster
  let user: BaiUser

  before(async () => {
    cluster = await TestCluster.start()
    user = await BaiUser.create()
  })
  after(async () => {
    await user.remove()
    await cluster.remove()
  })

  /** What a command line finds in its environment. */
  function environment(): Record<string, string> {
    const {accessKey, secretKey} = cluster.account('user')
    return {BAI_ENDPOINT: cluster.endpoint, BAI_ACCESS_KEY: accessKey, BAI_SECRET_KEY: secretKey}
  }

  it('ends session exec with 125 and what became of the session', async () => {
    const {sessionId} = await cluster.create('killed-from-outside', {enqueueOnly: false})
    const line = ['session', 'exec', 'killed-from-outside', '--', 'sh', '-c', 'echo ready; exec sleep 600']
    const command = user.start(line, {env: environment()})
    await once(command.stdout, 'data')

    await cluster.call('user', `DELETE /session/${String(sessionId)}?forced=true`)

    const {exitCode, stderr} = await finished(command)
    expect(exitCode, stderr).to.equal(125)
    expect(stderr).to.include('TERMINAT')
  })

  it('ends session exec when the processes of the session are gone', async () => {
    const {sessionId} = await cluster.create('killed-from-inside', {enqueueOnly: false})
    const kernel = kernelOf(cluster, sessionId)
    const line = ['session', 'exec', 'killed-from-inside', '--', 'sh', '-c', 'echo ready; exec sleep 600']
    const command = user.start(line, {env: environment()})
    await once(command.stdout, 'data')

    await kernel.stop({graceMs: 0})

    const {exitCode, stderr} = await finished(command)
    expect(exitCode, stderr).to.equal(125)
  })
})
