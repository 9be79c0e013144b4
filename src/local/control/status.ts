import {request} from 'node:http'
import {readAccounts, type Accounts} from '../cluster/account-file.js'
import type {RuntimeName} from '../runtime/runtime.js'
import {liveServer, readServerFile} from './server-file.js'

const ANSWER_LIMIT_MS = 3000

/** What is known of the cluster of a folder. */
export interface ClusterStatus {
  /** `stopped`: there is a state; `absent`: there is none; `unresponsive`: the process lives and does not answer. */
  status: 'running' | 'unresponsive' | 'stopped' | 'absent'
  endpoint: string | null
  pid: number | null
  /** When it came up, ISO-8601. */
  since: string | null
  version: string | null
  /** How sessions are run. */
  runtime: RuntimeName | null
  accounts: Accounts
}

/** Looks whether the cluster runs, and asks it whether it is well. */
export async function clusterStatus(folder: string): Promise<ClusterStatus> {
  const accounts = await readAccounts(folder).catch(() => undefined)
  const server = await liveServer(folder)
  if (!server) {
    const last = await readServerFile(folder)
    const known = accounts !== undefined || last !== undefined
    const status = known ? 'stopped' : 'absent'
    return {
      status,
      endpoint: null,
      pid: null,
      since: null,
      version: null,
      runtime: last?.runtime ?? null,
      accounts: accounts ?? {},
    }
  }
  const {endpoint, pid, since, version, runtime} = server
  const status = (await answers(endpoint)) ? 'running' : 'unresponsive'
  return {status, endpoint, pid, since, version, runtime, accounts: accounts ?? {}}
}

function answers(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(endpoint, {timeout: ANSWER_LIMIT_MS}, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    call.once('timeout', () => call.destroy())
    call.once('error', () => resolve(false))
    call.end()
  })
}
