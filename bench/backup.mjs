// @ts-check
// Database backups against the pipe that people write by hand. BAI_BENCH_DB_MB is the size of the dump.
import {rm} from 'node:fs/promises'
import {inside, startContainer, untilInside} from './lib/containers.mjs'
import {atMost, figure, notMeasured, timesFaster} from './lib/rows.mjs'

const MEGABYTES = Number(process.env['BAI_BENCH_DB_MB'] ?? 1300)
const FASTER = 'backup, compressed inside the container'
const SAME = 'backup, nothing to compress with inside'
const PEAK = 'peak memory of a backup'

/** @type {import('./topics.mjs').Topic} */
export const databaseBackup = {
  name: 'backup',
  title: `Database backup, ${MEGABYTES} MB of SQL`,
  async run(bench) {
    const started = startContainer(bench, 'postgres', {
      docker: ['-e', 'POSTGRES_PASSWORD=bench', '-e', 'POSTGRES_DB=backend', '--shm-size', '256m'],
      command: ['postgres', '-c', 'fsync=off', '-c', 'shared_buffers=256MB'],
    })
    if ('lacking' in started) {
      return [
        notMeasured(FASTER, '≥ 1.7 × faster', started.lacking),
        notMeasured(SAME, '≤ 1.05 ×', started.lacking),
        notMeasured(PEAK, '≤ 150 MB', started.lacking),
      ]
    }
    const {container} = started
    await untilInside(container, ['pg_isready', '-h', '127.0.0.1', '-q'])
    fill(container)
    const repository = bench.file('repository')
    const ours = bench.bai([
      ...['ops', 'backup', 'db', '--container', container, '--dir', repository, '--compression', 'zstd'],
    ])
    // A dump of the real size takes long enough for the median of a few.
    const often = {runs: 3, warmUp: 1, beforeEach: () => rm(repository, {recursive: true, force: true})}
    const line = `docker exec ${container} pg_dumpall -U postgres | zstd -q -1 -T2 > ${bench.file('dump.sql.zst')}`
    const pipe = bench.command(['bash', '-o', 'pipefail', '-c', line], {
      name: 'docker exec pg_dumpall | zstd',
    })
    const pairs = await bench.inTurn(ours, pipe, often)
    const rows = [timesFaster(1.7, FASTER, pairs)]
    const speeds = pairs.ours.map((ms) => (1000 * MEGABYTES) / ms)
    rows.push(figure({what: 'SQL saved by it', values: speeds, unit: 'MB/s'}))
    const {peakMiB = NaN} = await bench.run(ours, {peak: true})
    inside(container, ['mv', '/usr/bin/zstd', '/usr/bin/zstd.away'])
    rows.push(atMost(1.05, SAME, await bench.inTurn(ours, pipe, often)))
    rows.push(figure({what: PEAK, values: [peakMiB], unit: 'MiB', most: 143}))
    return rows
  },
}

/**
 * Sessions as a manager keeps them: text, JSON and some noise, about a kilobyte each.
 * @param {string} container
 */
function fill(container) {
  const sql = `
    CREATE TABLE sessions (id uuid PRIMARY KEY, name text, status text, slots jsonb, environ jsonb, history jsonb, at timestamptz);
    INSERT INTO sessions SELECT gen_random_uuid(), 'session-' || i, (ARRAY['RUNNING', 'TERMINATED', 'ERROR'])[1 + i % 3],
      jsonb_build_object('cpu', i % 16, 'mem', (i % 64) * 1073741824::bigint, 'cuda.shares', (i % 40) / 10.0),
      jsonb_build_object('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', 'TOKEN', md5(random()::text), 'LD', repeat('/usr/local/cuda/lib64:', 8)),
      jsonb_build_object('PENDING', now() - i * '1 min'::interval, 'RUNNING', now(), 'log', repeat('no available agent; ', 12), 'seed', md5(i::text)), now()
      FROM generate_series(1, ${MEGABYTES * 1190}) i;`
  inside(container, ['psql', '-q', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-d', 'backend'], sql)
}
