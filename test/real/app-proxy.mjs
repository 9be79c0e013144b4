// The app proxy of the platform: one coordinator, a worker for HTTP apps and one for TCP apps.
import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {writeFrom} from './configuration.mjs'
import {addPackages} from './packages.mjs'
import {run} from './processes.mjs'

const NAME = 'app-proxy'
const WORKERS = [
  {protocol: 'http', traffics: ['interactive', 'inference']},
  {protocol: 'tcp', traffics: ['interactive']},
]

/** Packages, database, configuration. `databases` gives a function that runs SQL in the named database. */
export async function prepareAppProxy(layout, {python, secrets, databases, say}) {
  const {release, venv, run: runFolder, etc} = layout
  say('App proxy')
  const parts = ['coordinator', 'worker'].map((part) => `backend.ai-appproxy-${part}==${release.packages}`)
  await addPackages(layout, python, venv, parts)
  await mkdir(join(etc, NAME), {recursive: true})
  await mkdir(join(runFolder, `ipc-${NAME}`), {recursive: true})
  for (const name of ['app-proxy.ini', 'coordinator.toml']) {
    await writeFrom(layout, {name, folder: NAME, values: secrets})
  }
  for (const worker of WORKERS) await writeWorker(layout, worker, secrets)
  await makeTables(layout, databases('postgres'))
}

/** Coordinator and workers, in the order in which they start. */
export function appProxyServices({venv, etc, ports}, env) {
  const program = join(venv, 'bin', 'backend.ai')
  const cwd = join(etc, NAME)
  const service = (name, port, command) => ({
    name,
    port,
    cwd,
    env,
    argv: [program, command, 'start-server', '-f', join(cwd, `${name}.toml`)],
  })
  return [
    service('coordinator', ports.coordinator, 'app-proxy-coordinator'),
    ...WORKERS.map(({protocol}) =>
      service(`${protocol}-worker`, ports[`${protocol}Worker`], 'app-proxy-worker'),
    ),
  ]
}

function writeWorker(layout, {protocol, traffics}, secrets) {
  const port = (what) => layout.ports[`${protocol}${what}`]
  const values = {
    ...secrets,
    protocol,
    traffics: JSON.stringify(traffics),
    workerPort: port('Worker'),
    monitorPort: port('WorkerMonitor'),
    monitorWebPort: port('WorkerMonitorWeb'),
    firstPort: port('AppFirst'),
    lastPort: port('AppLast'),
  }
  return writeFrom(layout, {name: 'app-worker.toml', folder: NAME, values, as: `${protocol}-worker.toml`})
}

async function makeTables({venv, etc}, postgres) {
  const isThere = await postgres("select 1 from pg_database where datname = 'appproxy'")
  if (isThere.trim() === '') await postgres('create database appproxy')
  const python = join(venv, 'bin', 'python')
  await run(python, ['-m', 'alembic', '-c', 'app-proxy.ini', 'upgrade', 'head'], {cwd: join(etc, NAME)})
}
