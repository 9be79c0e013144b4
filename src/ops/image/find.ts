import {OpsError, OpsNotFoundError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import {dockerAccess} from '../services/docker.js'
import {readContainer} from './container.js'

/**
 * The host whose engine has a container. Each is asked: managers name agents, not hosts. Rejects with `OpsNotFoundError`
 * when none has it, or with the first host's failure when one could not be asked.
 */
export async function findContainer(hosts: readonly Host[], id: string, options: RunOptions): Promise<Host> {
  const failures: unknown[] = []
  for (const host of hosts) {
    try {
      await readContainer(host, await dockerAccess(host, options), id, options)
      return host
    } catch (error) {
      if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
      const isElsewhere = error instanceof OpsNotFoundError && /no such container/i.test(error.message)
      if (!isElsewhere) failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  const names = hosts.map(({name}) => name).join(', ')
  throw new OpsNotFoundError(`The session's container ${id.slice(0, 12)} is not on ${names}.`, {
    hints: ['The hosts of agents stand in the site file under services.agent; name one with --host.'],
  })
}
