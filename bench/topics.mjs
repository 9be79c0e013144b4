// @ts-check
// The topics in the order of bench/RESULTS.md. One script a topic.
import {databaseBackup} from './backup.mjs'
import {create} from './create.mjs'
import {etcdBackup} from './etcd.mjs'
import {list} from './list.mjs'
import {many} from './many.mjs'
import {packageSize} from './package.mjs'
import {real} from './real.mjs'
import {startUp} from './start-up.mjs'

/**
 * @typedef {object} Topic
 * @property {string} name What is typed after `npm run bench --`.
 * @property {string} title
 * @property {(bench: import('./lib/bench.mjs').Bench) => Promise<import('./lib/rows.mjs').Row[]>} run
 */

/** @type {readonly Topic[]} */
export const TOPICS = [startUp, list, create, real, many, databaseBackup, etcdBackup, packageSize]
