import {execFile} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {expect} from 'chai'
import {isDead} from '../../../src/local/cluster/model.js'
import {Decimal} from '../../../src/sdk/values/decimal.js'
import {eventually, TestCluster, type Json} from './harness.js'

const CREATOR = fileURLToPath(new URL('creator.mjs', import.meta.url))
const PROCESSES = 20
const PER_PROCESS = 25

interface Listed {
  id: string
  name: string
  status: string
  result: string
}

describe('500 sessions from 20 processes at once', function () {
  this.timeout(180_000)
  let cluster: TestCluster

  before(async () => {
    cluster = await TestCluster.start({
      topology: {
        agents: 2,
        cpu: 8,
        memoryBytes: 32 * 1024 ** 3,
        gpus: 2,
        gpuMemoryBytes: 1024 ** 3,
        sharesPerGpu: '1',
      },
    })
  })
  after(() => cluster.remove())

  it('are all accepted once, run within what the GPUs have, and all end', async () => {
    let most = new Decimal(0)
    const {state} = cluster.running.cluster
    const devices = [...state.agents.values()].flatMap((agent) => agent.devices)
    state.sessions.observe({
      onChange: () => {
        for (const {id} of devices) most = Decimal.max(most, state.occupancy.ofDevice(id))
      },
    })

    const ids = (await Promise.all(Array.from({length: PROCESSES}, (_, number) => createFrom(number)))).flat()

    await eventually(
      () => [...state.sessions.values()].every(({status}) => isDead(status)),
      'all sessions to end',
      150_000,
    )
    const listed = await list()
    expect(new Set(ids).size).to.equal(PROCESSES * PER_PROCESS)
    expect(listed.map(({id}) => id).toSorted()).to.deep.equal(ids.toSorted())
    expect(
      listed.filter(({status, result}) => status !== 'TERMINATED' || result !== 'SUCCESS'),
    ).to.deep.equal([])
    expect(most.toFixed()).to.equal('0.8')
  })

  async function createFrom(number: number): Promise<string[]> {
    const {accessKey, secretKey} = cluster.account(number % 2 === 0 ? 'user' : 'user2')
    const resources = {cpu: '1', mem: '256m', 'cuda.shares': '0.4'}
    const task = {
      endpoint: cluster.endpoint,
      accessKey,
      secretKey,
      prefix: `p${number}`,
      count: PER_PROCESS,
      body: {
        image: 'base',
        type: 'batch',
        startupCommand: 'true',
        enqueueOnly: true,
        config: {resources, resource_opts: {allow_fractional_resource_fragmentation: false}},
      },
    }
    const {stdout} = await promisify(execFile)(process.execPath, [CREATOR, JSON.stringify(task)])
    return JSON.parse(stdout) as string[]
  }

  async function list(): Promise<Listed[]> {
    const pages: Listed[][] = []
    for (let offset = 0; offset < PROCESSES * PER_PROCESS; offset += 100) {
      const data = (await cluster.query(
        'admin',
        'query($offset: Int!) {compute_session_list(limit: 100, offset: $offset, order: "created_at") {items {id name status result} total_count}}',
        {offset},
      )) as {compute_session_list: Json}
      pages.push(data.compute_session_list['items'] as Listed[])
    }
    return pages.flat()
  }
})
