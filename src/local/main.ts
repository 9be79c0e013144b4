import {CorruptJournalError} from './cluster/journal-files.js'
import {DEFAULT_TOPOLOGY, topologyOf} from './cluster/topology.js'
import {serverSettingsSchema, type ReadyMessage} from './control/launch.js'
import {liveServer, writeServerFile} from './control/server-file.js'
import {identify} from './runtime/process-identity.js'
import {MANAGER_VERSION} from './server/version.js'
import {isPortTaken, startCluster, type RunningCluster} from './start-cluster.js'

/** The manager process of the local cluster: started by `bai local up`, with its settings in one argument. */
async function main(): Promise<void> {
  const settings = serverSettingsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
  const {folder, ports, topology, quantum, defaultImages, runtime} = settings
  if (await liveServer(folder)) throw new Error('it runs already')
  // Do not keep the folder busy that `bai local up` was called in.
  process.chdir(folder)
  const running = await startCluster({
    folder,
    ports,
    ...(topology && {topology}),
    ...(quantum !== undefined && {quantum}),
    ...(defaultImages && {defaultImages}),
    ...(runtime && {runtime}),
    onFailure: (error, doing) => log(`failed: ${doing}`, error),
  })
  stopOn(['SIGTERM', 'SIGINT', 'SIGHUP'], running)
  await announce(folder, running)
}

async function announce(folder: string, {endpoint, cluster}: RunningCluster): Promise<void> {
  const identity = await identify(process.pid)
  await writeServerFile(folder, {
    pid: process.pid,
    startedAt: identity?.startedAt ?? '',
    endpoint,
    port: Number(new URL(endpoint).port),
    since: new Date().toISOString(),
    version: MANAGER_VERSION,
    topology: topologyOf(cluster.state) ?? DEFAULT_TOPOLOGY,
    quantum: cluster.quantum.toFixed(),
    runtime: cluster.runtime.name,
  })
  log(`listening on ${endpoint}`)
  tell({endpoint})
  if (process.connected) process.disconnect()
}

/** Ends the sessions, writes what is left, and goes. A second signal does not wait. */
function stopOn(signals: readonly NodeJS.Signals[], running: RunningCluster): void {
  let stopping = false
  for (const signal of signals) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      log(`stopping on ${signal}`)
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log('failed to stop cleanly', error)
          process.exit(1)
        },
      )
    })
  }
}

function tell(message: ReadyMessage): void {
  process.send?.(message)
}

function log(text: string, error?: unknown): void {
  const detail = error instanceof Error ? ` ${error.stack ?? error.message}` : ''
  process.stdout.write(`${new Date().toISOString()} ${text}${detail}\n`)
}

main().catch((error: unknown) => {
  log('could not start', error)
  const message = error instanceof Error ? error.message : String(error)
  tell({
    failure: isPortTaken(error) ? 'port' : error instanceof CorruptJournalError ? 'state' : 'other',
    message,
  })
  process.exitCode = 1
  if (process.connected) process.disconnect()
})
