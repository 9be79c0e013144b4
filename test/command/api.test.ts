import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {useCluster} from '../support/cluster-user.js'

const SESSIONS =
  'query($limit: Int!, $offset: Int!) { compute_session_list(limit: $limit, offset: $offset) { items { name } total_count } }'

describe('api, api gql and version', function () {
  this.timeout(60_000)
  const here = useCluster()

  before('have five sessions', async () => {
    await here().run(['session', 'create', 'base', '-n', '5', '-N', 'one', '--cpu', '64', '-q'])
  })

  it('sends a signed request and shows the answer as JSON', async () => {
    const {stdout, exitCode} = await here().run(['api', 'get', '/auth/role'])

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.include({global_role: 'user'})
  })

  it('puts fields into the body, or a whole document from a file or from standard input', async () => {
    const {run, user} = here()
    const file = join(user.cwd, 'body.json')
    await writeFile(file, '{"group": "default"}')
    const call = ['api', 'POST', '/resource/check-presets', '--select', 'keypair_using.cpu']

    const answers = [
      await run([...call, '--field', 'group=default']),
      await run([...call, '--data', `@${file}`]),
      await run([...call, '--data', '-'], {stdin: '{"group": "default"}'}),
    ]

    expect(answers.map(({stdout}) => stdout)).to.deep.equal(['0\n', '0\n', '0\n'])
  })

  it('puts the fields of a GET into its query', async () => {
    const {stdout} = await here().run([
      'api',
      'GET',
      '/session/_/match',
      '-F',
      'id=one-1',
      '-s',
      'matches[].name',
      '-o',
      'ndjson',
    ])

    expect(stdout).to.equal('"one-1"\n')
  })

  it('shows the list of an answer as a table', async () => {
    const {stdout} = await here().run([
      'api',
      'GET',
      '/resource/presets',
      '-s',
      'presets',
      '-o',
      'csv',
      '--columns',
      'name',
      '--no-header',
    ])

    expect(stdout.trim().split(/\r?\n/)).to.include('cuda01-small')
  })

  for (const [what, argv, words] of [
    ['a route that does not exist', ['api', 'GET', '/nowhere'], 'Unknown URL path'],
    ['a session that does not exist', ['api', 'GET', '/session/nobody'], 'nobody'],
  ] as const) {
    it(`ends with 5 for ${what}`, async () => {
      const {exitCode, stdout} = await here().run([...argv, '--json'])

      expect(exitCode).to.equal(5)
      expect(JSON.parse(stdout)).to.have.nested.property('error.message').that.includes(words)
    })
  }

  it('ends with 6 for what only administrators may do', async () => {
    const {exitCode} = await here().run(['api', 'POST', '/config/get', '-F', 'key=manager/status'])

    expect(exitCode).to.equal(6)
  })

  for (const [what, argv] of [
    ['a method that is none', ['api', 'FETCH', '/']],
    ['a whole address', ['api', 'GET', 'http://127.0.0.1/']],
    ['a body that is no JSON', ['api', 'POST', '/session', '-d', '{']],
    ['a field without a value', ['api', 'POST', '/session', '-F', 'name']],
    ['a part that the answer does not have', ['api', 'GET', '/', '-s', 'nothing']],
  ] as const) {
    it(`ends with 2 for ${what}`, async () => {
      const {exitCode, stdout} = await here().run(argv)

      expect([exitCode, stdout]).to.deep.equal([2, ''])
    })
  }

  it('shows a request that it does not send', async () => {
    const {run} = here()

    const {stdout} = await run(['api', 'DELETE', '/session/one-5', '--dry-run'])
    const {stdout: found} = await run(['session', 'list', '-q', '--filter', 'name=one-5'])

    expect(JSON.parse(stdout)).to.deep.equal({method: 'DELETE', path: '/session/one-5'})
    expect(found).to.not.equal('')
  })

  it('fetches all pages of a GraphQL list', async () => {
    const {stdout} = await here().run([
      'api',
      'gql',
      SESSIONS,
      '--paginate',
      '--var',
      'limit:=2',
      '-s',
      'compute_session_list.items[].name',
    ])

    expect((JSON.parse(stdout) as string[]).sort()).to.deep.equal([
      'one-1',
      'one-2',
      'one-3',
      'one-4',
      'one-5',
    ])
  })

  it('follows the cursors of a Relay list', async () => {
    const query =
      'query($after: String) { compute_session_nodes(first: 2, after: $after) { edges { node { name } } pageInfo { endCursor hasNextPage } } }'

    const {stdout} = await here().run(
      ['api', 'gql', '-', '--paginate', '-s', 'compute_session_nodes.edges[].node.name'],
      {stdin: query},
    )

    expect(JSON.parse(stdout)).to.have.length(5)
  })

  it('ends with 1 for a GraphQL error', async () => {
    const {exitCode, stdout} = await here().run(['api', 'gql', '{ nothing }', '--json'])

    expect(exitCode).to.equal(1)
    expect(JSON.parse(stdout)).to.have.nested.property('error.message').that.includes('nothing')
  })

  it('ends with 6 for a GraphQL list that only administrators may see', async () => {
    const {exitCode} = await here().run(['api', 'gql', '{ domains { name } }'])

    expect(exitCode).to.equal(6)
  })

  it('refuses to page a query that declares no place', async () => {
    const {exitCode, stderr} = await here().run(['api', 'gql', '{ keypair { access_key } }', '--paginate'])

    expect(exitCode).to.equal(2)
    expect(stderr).to.include('$offset')
  })

  it('tells the versions of both sides', async () => {
    const version = await here().json<Record<string, unknown>>(['version'])

    expect(version).to.include({
      manager: '26.8.3+local',
      apiVersion: 'v9.20250722',
      node: process.versions.node,
    })
  })

  it('tells its own version, and ends with 9, when the manager cannot be reached', async () => {
    const {exitCode, stdout} = await here().run(['version', '--json'], {
      env: {BAI_ENDPOINT: 'http://127.0.0.1:9'},
    })

    expect(exitCode).to.equal(9)
    expect(JSON.parse(stdout)).to.include({manager: null, endpoint: 'http://127.0.0.1:9'})
  })

  it('tells its own version without any endpoint', async () => {
    const {exitCode, stdout} = await here().user.run(['version', '--json'])

    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout)).to.include({endpoint: null, manager: null})
  })
})
