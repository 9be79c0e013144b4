// @ts-check
// Where the manager is and who asks, from the variables that `bai` reads, too.
import {BackendAI} from 'bai-cli'

/** @returns {BackendAI} A client; close it. */
export function connect() {
  const {BAI_ENDPOINT: endpoint, BAI_ACCESS_KEY: accessKey, BAI_SECRET_KEY: secretKey} = process.env
  if (!endpoint || !accessKey || !secretKey)
    throw new Error('Set BAI_ENDPOINT, BAI_ACCESS_KEY and BAI_SECRET_KEY.')
  return new BackendAI({endpoint, credentials: {kind: 'keypair', accessKey, secretKey}})
}
