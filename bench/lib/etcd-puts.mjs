// @ts-check
// Puts keys as quickly as etcd takes them: transactions of 100, 16 at a time. usage: etcd-puts.mjs ENDPOINT KEYS
import {Etcd3} from 'etcd3'

const [endpoint = '', count = '0'] = process.argv.slice(2)
const client = new Etcd3({hosts: endpoint})
let next = 0
await Promise.all(
  Array.from({length: 16}, async () => {
    while (next < Number(count)) {
      const from = next
      next += 100
      const success = Array.from({length: 100}, (_, i) => ({
        request_put: {
          key: Buffer.from(`/sorna/local/nodes/agents/i-${String(from + i).padStart(7, '0')}/labels`),
          value: Buffer.from(
            `{"kernelspec":"1","min.cpu":"1","ports":"jupyter:http:8081,ttyd:http:7681","n":${from + i}}`,
          ),
        },
      }))
      await client.kv.txn({compare: [], success, failure: []})
    }
  }),
)
client.close()
