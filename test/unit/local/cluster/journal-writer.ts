// A process that writes to a journal as fast as it can and says what is durable, until it is killed.
import {Journal} from '../../../../src/local/cluster/journal.js'

const [folder = '', first = '0'] = process.argv.slice(2)
const state = new Map<number, string>()
const journal = await Journal.open(
  {folder, compactAfterBytes: 5000, snapshot: () => [...state].map(([id, value]) => ({id, value}))},
  (entry) => {
    const {id, value} = entry as {id: number; value: string}
    state.set(id, value)
  },
)

async function write(from: number): Promise<void> {
  for (let id = from; ; id += 4) {
    const value = 'v'.repeat(id % 100)
    journal.append({id, value})
    state.set(id, value)
    await journal.commit()
    process.stdout.write(`${id}\n`)
  }
}

await Promise.all([0, 1, 2, 3].map((offset) => write(Number(first) + offset)))
