// @ts-check
// etcd backups against etcdctl, and restores against a bare loop of transactions with the same library.
import {rm} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {inside, publishedPort, startContainer, untilInside} from './lib/containers.mjs'
import {atMost, figure, notMeasured} from './lib/rows.mjs'

const SIZES = [10_000, 100_000]
/** 2 s where etcdctl takes 0.6 s. With few keys most of it is the start of Node. */
const BACKUP_TARGET = 3.3
const PUTS = fileURLToPath(new URL('lib/etcd-puts.mjs', import.meta.url))
/** A restore also reads the backup, compares it with what is there, and reads back all it has written. */
const RESTORE_TARGET = 1.3
const RUNS = 7

/** @type {import('./topics.mjs').Topic} */
export const etcdBackup = {
  name: 'etcd',
  title: 'Backup and restore of etcd',
  async run(bench) {
    const started = startContainer(bench, 'etcd', {
      docker: ['-p', '127.0.0.1:0:2379'],
      command: [
        'etcd',
        '--data-dir',
        '/tmp/data',
        '--listen-client-urls',
        'http://0.0.0.0:2379',
        '--advertise-client-urls',
        'http://127.0.0.1:2379',
        '--quota-backend-bytes',
        '8589934592',
      ],
    })
    if ('lacking' in started) {
      return SIZES.flatMap((keys) => [
        notMeasured(`backup of ${keys} keys`, `≤ ${BACKUP_TARGET} ×`, started.lacking),
        notMeasured(`restore of ${keys} keys`, `≤ ${RESTORE_TARGET} ×`, started.lacking),
      ])
    }
    await untilInside(started.container, ['etcdctl', 'endpoint', 'health'])
    const rows = []
    for (const keys of SIZES) rows.push(...(await measure(bench, started.container, keys)))
    return rows
  },
}

/**
 * @param {import('./lib/bench.mjs').Bench} bench
 * @param {string} container
 * @param {number} keys
 */
async function measure(bench, container, keys) {
  const endpoint = `http://127.0.0.1:${publishedPort(container, 2379)}`
  const wipe = async () => {
    inside(container, ['etcdctl', '--command-timeout=120s', 'del', '--prefix', '/'])
    const {header} = JSON.parse(inside(container, ['etcdctl', 'get', '/', '--write-out=json']))
    // Old revisions would slow down whoever comes later.
    inside(container, ['etcdctl', '--command-timeout=120s', 'compact', String(header.revision)])
  }
  const repository = bench.file(`etcd-${keys}`)
  const flags = ['--endpoint', endpoint, '--dir', repository]
  const puts = bench.command([process.execPath, PUTS, endpoint, String(keys)], {
    name: 'a loop of transactions',
  })
  await wipe()
  await bench.run(puts)
  const backup = bench.bai(['ops', 'backup', 'etcd', ...flags])
  const get = bench.command(
    ['docker', 'exec', container, 'etcdctl', 'get', '--prefix', '', '--write-out=json'],
    {name: 'etcdctl get'},
  )
  const restore = bench.bai(['ops', 'restore', 'etcd', 'latest', ...flags, '--yes'])
  const forget = () => rm(repository, {recursive: true, force: true})
  const backups = await bench.inTurn(backup, get, {runs: RUNS, beforeEach: forget})
  await forget()
  await bench.run(backup)
  const restores = await bench.inTurn(restore, puts, {runs: RUNS, beforeEach: wipe})
  return [
    atMost(BACKUP_TARGET, `backup of ${keys} keys`, backups),
    atMost(RESTORE_TARGET, `restore of ${keys} keys`, restores),
    ...(keys === 100_000 ? [seconds('its backup', backups, 2), seconds('its restore', restores, 3.6)] : []),
  ]
}

/**
 * The time itself.
 * @param {string} what
 * @param {import('./lib/rows.mjs').Pairs} pairs
 * @param {number} most
 */
function seconds(what, {ours}, most) {
  return figure({what, values: ours.map((ms) => ms / 1000), unit: 's', most})
}
