import {expect} from 'chai'
import {NotAllowedError} from '../../../src/sdk/index.js'
import {Sessions} from '../../../src/sdk/resources/sessions.js'
import {GraphQL} from '../../../src/sdk/transport/graphql.js'
import {graphqlReply} from '../../support/graphql-reply.js'
import {problem} from '../../support/http-server.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const ID = '00000000-0000-4000-8000-000000000001'
const SCHEMA = `
  type Session { id: String, session_id: String!, name: String, status: String!, dependencies: [Session] }
  type List { items: [Session], total_count: Int }
  type Query { compute_session_list(limit: Int!, offset: Int!, filter: String, order: String): List }
`

describe('The end of a session that the manager forbids', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  async function sessions(status: string): Promise<Sessions> {
    const manager = await stage.manager()
    const session = {session_id: ID, name: 'train', status, dependencies: []}
    const list = {items: [session], total_count: 1}
    manager.reply('POST /admin/gql', graphqlReply(SCHEMA, {compute_session_list: list}))
    manager.reply(
      `DELETE /session/${ID}`,
      problem(403, 'generic-forbidden', 'Forbidden operation: Cannot destroy sessions.'),
    )
    const http = stage.connect(manager)
    return new Sessions(http, new GraphQL(http), undefined)
  }

  it('is nothing to do when it has just ended by itself', async () => {
    const ended = await sessions('TERMINATED')

    expect(await ended.destroy(ID, {forced: true})).to.equal('gone')
  })

  it('is refused while it lives', async () => {
    const live = await sessions('RUNNING')

    const refused = await rejection(live.destroy(ID), NotAllowedError)

    expect(refused.message).to.include('Cannot destroy sessions')
  })
})
