import {expect} from 'chai'
import {pollSnapshots} from '../../../../src/cli/output/snapshots.js'

describe('asking for snapshots again and again', () => {
  it('waits between two rounds and ends when the signal fires', async () => {
    const controller = new AbortController()
    const events: string[] = []
    const snapshots = pollSnapshots(
      async () => {
        events.push('fetch')
        return [events.length]
      },
      {
        intervalMs: 2000,
        signal: controller.signal,
        wait: async (ms) => {
          events.push(`wait ${ms}`)
          if (events.length === 4) controller.abort()
        },
      },
    )

    const seen: unknown[] = []
    for await (const rows of snapshots) seen.push(rows)

    expect(seen).to.deep.equal([[1], [3]])
    expect(events).to.deep.equal(['fetch', 'wait 2000', 'fetch', 'wait 2000'])
  })

  it('ends without an error when the signal fires during the real wait', async () => {
    const controller = new AbortController()
    const snapshots = pollSnapshots(async () => [1], {intervalMs: 60_000, signal: controller.signal})

    const seen: unknown[] = []
    for await (const rows of snapshots) {
      seen.push(rows)
      setImmediate(() => {
        controller.abort()
      })
    }

    expect(seen).to.deep.equal([[1]])
  })

  it('passes a failed round on', async () => {
    const failing = pollSnapshots(() => Promise.reject(new Error('unreachable')), {
      intervalMs: 1,
      signal: new AbortController().signal,
    })

    const failure = await failing.next().catch(String)

    expect(failure).to.equal('Error: unreachable')
  })
})
