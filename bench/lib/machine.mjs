// @ts-check
import {cpus, loadavg, release, totalmem, type} from 'node:os'

/** The machine and what else it does, in one line. */
export function describeMachine() {
  const [{model = 'unknown processor'} = {}] = cpus()
  const load = loadavg().map((value) => value.toFixed(1))
  return [
    `${cpus().length} × ${model.trim()}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    `load at the start ${load.join(' ')}`,
  ].join(', ')
}
