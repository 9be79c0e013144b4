// @ts-check
// A local cluster for one topic.
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/**
 * Starts it and takes it down when the topic is over.
 * @param {import('./bench.mjs').Bench} bench
 * @param {readonly string[]} [flags] More flags of `bai local up`.
 */
export async function startCluster(bench, flags = []) {
  bench.atEnd(() => bench.run(bench.bai(['local', 'down'])))
  await bench.run(bench.bai(['local', 'up', ...flags]))
  /** @type {{profiles: Record<string, {endpoint: string, accessKey: string, secretKey: string}>}} */
  const {profiles} = JSON.parse(await readFile(join(bench.home, '.config', 'bai', 'profiles.json'), 'utf8'))
  const profile = profiles['local']
  if (!profile) throw new Error('bai local up made no profile.')
  const {endpoint, accessKey, secretKey} = profile
  return {
    endpoint,
    accessKey,
    secretKey,
    /** The same account for programs that read `BACKEND_*`. */
    env: {
      BACKEND_ENDPOINT: endpoint,
      BACKEND_ENDPOINT_TYPE: 'api',
      BACKEND_ACCESS_KEY: accessKey,
      BACKEND_SECRET_KEY: secretKey,
    },
  }
}
