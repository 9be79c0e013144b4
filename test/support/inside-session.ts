import {BaiUser, type BaiResult} from './bai.js'
import {Conversation} from './conversation.js'
import {useRunner, uniqueName, type ContractTarget} from './target.js'
import type {SessionSpec} from '../../src/sdk/index.js'

/** A running session, and a person who works in it with `bai`. */
export interface InsideSession {
  target: ContractTarget
  person: BaiUser
  id: string
  name: string
  /** Runs a command line of `bai` to its end. */
  bai: (...argv: string[]) => Promise<BaiResult>
  /** Starts one and leaves it running. */
  start: (...argv: string[]) => Conversation
}

/** How often a session is asked for: the agent of a slow machine gives up on one that is not up within a minute. */
const TRIES = 3

/** One session for all tests of a `describe`, where sessions run code. */
export function useSession(
  given: () => Promise<Partial<SessionSpec>> = async () => ({}),
): () => InsideSession {
  const target = useRunner()
  const started: Conversation[] = []
  let inside: InsideSession | undefined
  before('start a session', async function () {
    this.timeout(400_000)
    const person = await BaiUser.create()
    const env = target().environment()
    inside = {
      ...(await startSession(target(), await given())),
      ...{target: target(), person},
      bai: (...argv) => person.run(argv, {env}),
      start: (...argv) => {
        const conversation = new Conversation(person, argv, {env})
        started.push(conversation)
        return conversation
      },
    }
  })
  after(async function () {
    this.timeout(120_000)
    // After a test that failed on the way.
    for (const conversation of started) if (!conversation.hasEnded) conversation.signal('SIGKILL')
    await inside?.person.remove()
    await target().reset()
  })
  return () => {
    if (!inside) throw new Error('The session is there from the first test on.')
    return inside
  }
}

async function startSession(
  target: ContractTarget,
  given: Partial<SessionSpec>,
): Promise<{id: string; name: string}> {
  for (let tries = 1; ; tries++) {
    const name = uniqueName('inside')
    const {id} = await target.client().sessions.create(target.runnableSession({name, ...given}))
    const {outcome, sessions} = await target.client().wait([id], {goals: ['running'], withinMs: 120_000})
    if (outcome === 'reached') return {id, name}
    if (tries === TRIES) throw new Error(`It did not start: ${sessions[0]?.status} ${sessions[0]?.failure}`)
    await target.client().sessions.destroy(id, {forced: true})
  }
}
