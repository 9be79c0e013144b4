import type {Profile} from './profile-schema.js'
import type {ProfileStore} from './profiles.js'

/** A cluster that runs on this machine, with its accounts' keys. */
export interface LocalCluster {
  endpoint: string
  topology: {gpuMemoryBytes: number; sharesPerGpu: string}
  accounts: Readonly<Record<string, {accessKey: string; secretKey: string; email: string}>>
}

/** Profile of each of the local cluster's accounts. */
const PROFILES: readonly (readonly [profile: string, account: string])[] = [
  ['local', 'user'],
  ['local-admin', 'admin'],
]

/**
 * Writes the profiles of the local cluster. `local` becomes the current one only where there is none: nobody's
 * commands shall go elsewhere because a cluster was started for a try.
 */
export async function putLocalProfiles(
  store: ProfileStore,
  cluster: LocalCluster,
): Promise<{current: string}> {
  const {gpuMemoryBytes, sharesPerGpu} = cluster.topology
  const gpuMemory = String(Math.floor(gpuMemoryBytes / Number(sharesPerGpu)))
  const {after} = await store.update((profiles) => {
    const added = PROFILES.flatMap(([name, accountName]): [string, Profile][] => {
      const account = cluster.accounts[accountName]
      if (!account) return []
      const {accessKey, secretKey, email} = account
      const installation = {endpoint: cluster.endpoint, endpointType: 'api', gpuMemory} as const
      return [[name, {...installation, accessKey, secretKey, username: email}]]
    })
    return {
      ...profiles,
      current: profiles.current ?? 'local',
      profiles: {...profiles.profiles, ...Object.fromEntries(added)},
    }
  })
  return {current: after.current ?? 'local'}
}
