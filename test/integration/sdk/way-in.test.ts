import {expect} from 'chai'
import {openChannel} from '../../../src/sdk/inside/open-channel.js'
import {SessionFailedError, UnreachableError} from '../../../src/sdk/index.js'
import {Sessions} from '../../../src/sdk/resources/sessions.js'
import {GraphQL} from '../../../src/sdk/transport/graphql.js'
import {graphqlReply} from '../../support/graphql-reply.js'
import {Stage} from '../../support/manager.js'
import {rejection} from '../../support/rejection.js'

const ID = '00000000-0000-4000-8000-000000000001'
const SCHEMA = `
  type Session { id: String, session_id: String!, name: String, status: String!, status_info: String, dependencies: [Session] }
  type List { items: [Session], total_count: Int }
  type Query { compute_session_list(limit: Int!, offset: Int!, filter: String, order: String): List }
`

describe('A way into a session whose node does not answer', () => {
  const stage = new Stage()
  afterEach(() => stage.end())

  /** Its key is asked for and never comes. */
  async function enter(status: string): ReturnType<typeof openChannel> {
    const manager = await stage.manager()
    const now = {session_id: ID, name: 'train', status, status_info: null, dependencies: []}
    const list = {items: [now], total_count: 1}
    manager.reply('POST /admin/gql', graphqlReply(SCHEMA, {compute_session_list: list}))
    manager.reply(`POST /session/${ID}/download_single`, () => undefined)
    const http = stage.connect(manager)
    const sessions = new Sessions(http, new GraphQL(http), undefined)
    return openChannel({http, sessions}, {id: ID, name: 'train', status: 'RUNNING'}, {timeoutMs: 1000})
  }

  it('is given up in time, and says that nobody was let in', async function () {
    this.timeout(20_000)
    const error = await rejection(enter('RUNNING'), UnreachableError)

    expect(error.message).to.equal('train let nobody in within 1s.')
  })

  it('tells that the session has ended meanwhile, where it has', async () => {
    const error = await rejection(enter('TERMINATED'), SessionFailedError)

    expect(error.message).to.include('train ended meanwhile: it is TERMINATED')
  })
})
