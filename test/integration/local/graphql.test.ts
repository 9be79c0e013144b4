import {expect} from 'chai'
import {eventually, TestCluster, type Json} from './harness.js'

interface Errors {
  data: Json | null
  errors: {message: string; extensions?: {code: string}}[] | null
}

interface SessionPage {
  compute_session_list: {total_count: number; items: Json[]}
}

describe('the administration GraphQL of the local cluster', () => {
  let cluster: TestCluster

  before(async () => {
    cluster = await TestCluster.start({
      topology: {
        agents: 2,
        cpu: 4,
        memoryBytes: 8 * 1024 ** 3,
        gpus: 2,
        gpuMemoryBytes: 1024 ** 3,
        sharesPerGpu: '2',
      },
    })
    const gpu = {config: {resources: {cpu: '1', mem: '1g', 'cuda.shares': '0.4'}}}
    const running = await cluster.create('running', {tag: 'nightly', ...gpu})
    await cluster.reaches(running['sessionId'], 'RUNNING')
    await cluster.create('huge', {config: {resources: {cpu: '100', mem: '1g'}}})
    await cluster.create('theirs', {}, 'user2')
    await eventually(async () => (await statusInfoOf('huge')) !== null, 'a scheduling pass')
  })
  after(() => cluster.remove())

  async function ask(who: string, query: string, variables: Json = {}): Promise<Errors> {
    const {json} = await cluster.call(who, 'POST /admin/gql', {body: {query, variables}})
    return json as Errors
  }

  async function statusInfoOf(name: string): Promise<unknown> {
    const data = await cluster.query(
      'admin',
      'query($f: String) {compute_session_list(limit: 1, offset: 0, filter: $f) {items {status_info} total_count}}',
      {
        f: `name == "${name}"`,
      },
    )
    return (data as unknown as SessionPage).compute_session_list.items[0]?.['status_info']
  }

  async function names(who: string, args: string): Promise<unknown[]> {
    const data = await cluster.query(
      who,
      `{compute_session_list(limit: 50, offset: 0, ${args}) {items {name} total_count}}`,
    )
    return (data as unknown as SessionPage).compute_session_list.items.map((item) => item['name'])
  }

  it('answers errors: null when there are none', async () => {
    expect(await ask('user', '{viewer {encoded_user_role}}')).to.deep.equal({
      data: {viewer: {encoded_user_role: 'dXNlcg=='}},
      errors: null,
    })
  })

  it('shows users their own sessions, and superadmins all', async () => {
    expect(await names('user', 'order: "name"')).to.deep.equal(['huge', 'running'])
    expect(await names('user2', 'order: "name"')).to.deep.equal(['theirs'])
    expect(await names('admin', 'order: "name"')).to.deep.equal(['huge', 'running', 'theirs'])
  })

  it('filters, orders and narrows by status', async () => {
    expect(await names('user', 'filter: "name ilike \\"RUN%\\""')).to.deep.equal(['running'])
    expect(await names('user', 'order: "-name"')).to.deep.equal(['running', 'huge'])
    expect(await names('user', 'status: "RUNNING,TERMINATED"')).to.deep.equal(['running'])
    expect(await names('user', 'filter: "agent_ids == \\"i-local-1\\""')).to.deep.equal(['running'])
  })

  it('pages with the total', async () => {
    const data = (await cluster.query(
      'user',
      '{compute_session_list(limit: 1, offset: 1, order: "name") {items {name} total_count}}',
    )) as unknown as SessionPage

    expect(data.compute_session_list).to.deep.equal({items: [{name: 'running'}], total_count: 2})
  })

  it('puts JSON in strings, and amounts in decimal strings', async () => {
    const data = (await cluster.query(
      'user',
      '{compute_session_list(limit: 1, offset: 0, status: "RUNNING") {items {type result tag group_name requested_slots occupied_slots resource_opts status_history containers {occupied_slots agent}} total_count}}',
    )) as unknown as SessionPage

    const session = data.compute_session_list.items[0] as Record<string, string>
    expect(session).to.include({
      type: 'INTERACTIVE',
      result: 'UNDEFINED',
      tag: 'nightly',
      group_name: 'default',
    })
    const slots = {cpu: '1', mem: '1073741824', 'cuda.shares': '0.4'}
    expect(JSON.parse(session['requested_slots'] ?? '')).to.deep.equal(slots)
    expect(JSON.parse(session['occupied_slots'] ?? '')).to.deep.equal(slots)
    expect(JSON.parse(session['resource_opts'] ?? '')).to.deep.equal({main1: {shmem: 67108864}})
    expect(JSON.parse(session['status_history'] ?? '')).to.include.keys(
      'PENDING',
      'SCHEDULED',
      'CREATING',
      'RUNNING',
    )
  })

  it('says of a session that nobody tried yet who is in front of it', async () => {
    const data = await cluster.query(
      'admin',
      '{compute_session_list(limit: 9, offset: 0, filter: "name == \\"theirs\\"") {items {status_data} total_count}}',
    )

    const [session] = (data as unknown as SessionPage).compute_session_list.items
    expect(session?.['status_data']).to.match(/ran out of resources at the earlier session [0-9a-f-]{36}/)
  })

  for (const {title, who, query, message, code} of [
    {
      title: 'a status nobody knows',
      who: 'user',
      query: '{compute_session_list(limit: 1, offset: 0, status: "FOO") {total_count}}',
      message: "'FOO'",
      code: 'backendai_generic_internal-error',
    },
    {
      title: 'a filter on a field there is not',
      who: 'user',
      query: '{compute_session_list(limit: 1, offset: 0, filter: "foo == 1") {total_count}}',
      message:
        "Query filter parsing error: Error trying to process rule \"binary_expr\":\n\n('Unknown/unsupported field name', 'foo')",
      code: 'backendai_generic_internal-error',
    },
    {
      title: "another user's key",
      who: 'user',
      query: '{compute_session_list(limit: 1, offset: 0, access_key: "AKIAOTHER") {total_count}}',
      message: 'Forbidden operation.',
      code: 'backendai_generic_forbidden',
    },
    {
      title: 'agents asked for by a user',
      who: 'user',
      query: '{agent_list(limit: 1, offset: 0) {total_count}}',
      message: 'Forbidden operation. (superadmin privilege required)',
      code: 'backendai_generic_forbidden',
    },
    {
      title: 'people asked for by a user',
      who: 'user',
      query: '{users {email}}',
      message: 'Insufficient privilege.',
      code: 'user_auth_forbidden',
    },
    {
      title: 'an image there is not',
      who: 'user',
      query: '{image(reference: "nope", architecture: "x86_64") {name}}',
      message:
        "No such environment image. (Unknown image references: identifier:ImageIdentifier(canonical='nope', architecture='x86_64'), alias:'nope')",
      code: 'image_read_not-found',
    },
  ]) {
    it(`answers ${title} with 200 and an error`, async () => {
      const {errors} = await ask(who, query)

      expect(errors?.[0]).to.deep.include({message, extensions: {code}})
    })
  }

  it('says which field does not exist, as the manager words it', async () => {
    const {data, errors} = await ask('user', '{compute_session_list(limit: 1, offset: 0) {itemz {name}}}')

    expect(data).to.equal(null)
    expect(errors?.[0]?.message).to.equal("Cannot query field 'itemz' on type 'ComputeSessionList'.")
  })

  it('answers what is no GraphQL with 500', async () => {
    const {status} = await cluster.call('user', 'POST /admin/gql', {body: {query: '{broken'}})

    expect(status).to.equal(500)
  })

  it('answers errors on the legacy endpoint with 400', async () => {
    const bad = await cluster.call('user', 'POST /admin/graphql', {body: {query: '{users {email}}'}})
    const good = await cluster.call('user', 'POST /admin/graphql', {
      body: {query: '{viewer {encoded_user_role}}'},
    })

    expect(bad.status).to.equal(400)
    expect(bad.json).to.have.property('type', 'https://api.backend.ai/probs/graphql-error')
    expect(good.json).to.deep.equal({data: {viewer: {encoded_user_role: 'dXNlcg=='}}, errors: null})
  })

  it('shows agents with what is in use, and each GPU with its own share', async () => {
    const {agent_list: list} = (await cluster.query(
      'admin',
      '{agent_list(limit: 9, offset: 0, status: "ALIVE", order: "id") {items {id available_slots occupied_slots gpu_alloc_map} total_count}}',
    )) as {agent_list: {items: Record<string, string>[]; total_count: number}}

    const [first] = list.items
    expect(list.items.map((agent) => agent['id'])).to.deep.equal(['i-local-1', 'i-local-2'])
    expect(JSON.parse(first?.['available_slots'] ?? '')).to.deep.equal({
      cpu: '4',
      mem: '8589934592',
      'cuda.shares': '4',
    })
    expect(JSON.parse(first?.['occupied_slots'] ?? '')).to.deep.equal({
      cpu: '1',
      mem: '1073741824',
      'cuda.shares': '0.4',
    })
    expect(Object.values(first?.['gpu_alloc_map'] ?? {})).to.deep.equal([0.4, 0])
  })

  it('lets users see agents in summary', async () => {
    const {agent_summary_list: list} = (await cluster.query(
      'user',
      '{agent_summary_list(limit: 1, offset: 1) {items {id schedulable} total_count}}',
    )) as {agent_summary_list: Json}

    expect(list).to.deep.equal({items: [{id: 'i-local-2', schedulable: true}], total_count: 2})
  })

  it('shows users their own keypair only', async () => {
    const {keypair_list: mine} = (await cluster.query(
      'user',
      '{keypair_list(limit: 9, offset: 0) {items {user_id} total_count}}',
    )) as {keypair_list: Json}
    const {keypairs: all} = (await cluster.query('admin', '{keypairs {user_id}}')) as {keypairs: Json[]}

    expect(mine).to.deep.equal({items: [{user_id: 'user@local.bai'}], total_count: 1})
    expect(all).to.have.lengthOf(3)
  })

  it('gives the queue with positions', async () => {
    const {session_pending_queue: queue} = (await cluster.query(
      'admin',
      '{session_pending_queue(resource_group_id: "default") {count edges {cursor node {name queue_position}}}}',
    )) as {session_pending_queue: {count: number; edges: {cursor: string; node: Json}[]}}

    expect(queue.edges.map(({node}) => node)).to.deep.equal([
      {name: 'huge', queue_position: 0},
      {name: 'theirs', queue_position: 1},
    ])
  })

  it('walks nodes by cursor, forwards and backwards', async () => {
    const query =
      'query($first: Int, $after: String, $last: Int, $before: String) {compute_session_nodes(order: "name", first: $first, after: $after, last: $last, before: $before) {count edges {cursor node {name}} pageInfo {hasNextPage hasPreviousPage endCursor startCursor}}}'
    interface Nodes {
      compute_session_nodes: {
        count: number
        edges: {node: Json}[]
        pageInfo: {hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string; startCursor: string}
      }
    }
    const page = async (variables: Json) =>
      ((await cluster.query('admin', query, variables)) as unknown as Nodes).compute_session_nodes

    const first = await page({first: 2})
    const next = await page({first: 2, after: first.pageInfo.endCursor})
    const back = await page({last: 1, before: next.pageInfo.startCursor})

    expect(first.edges.map(({node}) => node['name'])).to.deep.equal(['huge', 'running'])
    expect(next.edges.map(({node}) => node['name'])).to.deep.equal(['theirs'])
    expect(back.edges.map(({node}) => node['name'])).to.deep.equal(['running'])
    expect([
      first.pageInfo.hasNextPage,
      next.pageInfo.hasNextPage,
      next.pageInfo.hasPreviousPage,
    ]).to.deep.equal([true, false, true])
  })

  it('drains an agent, which takes no more sessions then', async () => {
    const drained = await TestCluster.start()
    try {
      const mutation =
        'mutation($s: Boolean) {modify_agent(id: "i-local-1", props: {schedulable: $s}) {ok msg}}'
      const refused = await drained.query('user', mutation, {s: false})
      await drained.query('admin', mutation, {s: false})
      const {sessionId} = await drained.create('waits')
      await eventually(async () => (await drained.session(sessionId))['status_info'] !== null, 'a pass')
      const waiting = await drained.session(sessionId)

      await drained.query('admin', mutation, {s: true})

      expect(refused).to.deep.equal({
        modify_agent: {ok: false, msg: 'no permission to execute modify_agent'},
      })
      expect(waiting['status']).to.equal('PENDING')
      await drained.reaches(sessionId, 'RUNNING')
    } finally {
      await drained.remove()
    }
  })

  it('changes the priority of a waiting session, which moves it in the queue', async () => {
    const queue = await TestCluster.start()
    try {
      await queue.create('first', {config: {resources: {cpu: '100', mem: '1g'}}})
      const second = await queue.create('second')

      await queue.query(
        'admin',
        'mutation($id: GlobalIDField!) {modify_compute_session(input: {id: $id, priority: 50}) {item {priority}}}',
        {id: second['sessionId']},
      )

      await queue.reaches(second['sessionId'], 'RUNNING')
    } finally {
      await queue.remove()
    }
  })

  it('sees a change at once, although it remembers what it selected', async () => {
    const before = await names('user', 'order: "name"')

    await cluster.create('another')

    expect(await names('user', 'order: "name"')).to.deep.equal(['another', ...before])
  })
})
