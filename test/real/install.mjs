import {Buffer} from 'node:buffer'
import {randomBytes} from 'node:crypto'
import {mkdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {request} from 'undici'
import {agentFolders, DUMMY} from './agents.mjs'
import {writeConfiguration} from './configuration.mjs'
import {asPostgresUser, findPython, isRoot} from './machine.mjs'
import {addPackages, makeEnvironment} from './packages.mjs'
import {listens, run, start} from './processes.mjs'
import {Refusal} from './refusal.mjs'
import {AFTER_ROWS, newAccounts, rowsOf} from './rows.mjs'
import {baseServices, platformEnv} from './services.mjs'

const BASE_WITHIN_MS = 60_000
/** Changes with what is installed: an older installation, or one for other ports, is made anew. */
const FORMAT = 2
const SECRETS = [
  'postgresPassword',
  'storageSecret',
  'storageOwnSecret',
  'coordinatorToken',
  'appTokenKey',
  'permitKey',
]

/** Whether everything is installed, in this very version. */
export async function isInstalled(layout) {
  const done = await readFile(layout.doneFile, 'utf8').catch(() => '')
  const {packages, format, base} = done === '' ? {} : JSON.parse(done)
  return packages === layout.release.packages && format === FORMAT && base === layout.ports.manager
}

/** Installs the release's packages and fills its database and configuration. What is half done is done anew. */
export async function install(layout, servers, say) {
  const python = await findPython(layout.release.python)
  await removeFacts(layout)
  await makeFolders(layout)
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, randomBytes(18).toString('base64url')]))
  await writeConfiguration(layout, secrets)
  await Promise.all([installPackages(layout, python, say), startBase(layout, servers, secrets, say)])
  await Promise.all([
    makeRpcKeys(layout),
    putSettings(layout, secrets),
    createDatabase(layout, servers, secrets),
  ])
  const manager = (args) => runManager(layout, args)
  say('Tables')
  await manager(['schema', 'oneshot', '-f', join(layout.etc, 'manager', 'alembic.ini')])
  say('Rows')
  const accounts = newAccounts()
  const rows = join(layout.etc, 'rows.json')
  await writePrivate(rows, rowsOf(layout, accounts, secrets))
  await manager(['fixture', 'populate', rows])
  await rm(rows)
  const database = databaseOf(layout, servers, secrets)
  await database(AFTER_ROWS)
  await checkRows(database)
  await writePrivate(layout.accountsFile, accounts)
  const mark = {packages: layout.release.packages, format: FORMAT, base: layout.ports.manager}
  await writePrivate(layout.doneFile, {...mark, secrets})
}

/** Secrets of the installation. */
export async function readSecrets(layout) {
  return JSON.parse(await readFile(layout.doneFile, 'utf8')).secrets
}

/** A function that runs SQL in the manager's database and gives what it answers. */
export function databaseOf(layout, servers, {postgresPassword}, name = 'backend') {
  const where = ['-h', '127.0.0.1', '-p', String(layout.ports.postgres), '-U', 'postgres', '-d', name]
  const env = {...process.env, PGPASSWORD: postgresPassword}
  return (sql) =>
    run(join(servers.postgres, 'psql'), [...where, '-v', 'ON_ERROR_STOP=1', '-qtAX'], {env, input: sql})
}

/** A half-made installation is not worth mending: packages stay, facts go. */
async function removeFacts({etc, data, run: runFolder}) {
  for (const folder of [etc, data, runFolder]) await rm(folder, {recursive: true, force: true})
}

async function makeFolders(layout) {
  const {home, etc, data, run: runFolder, keys} = layout
  const folders = [
    ...['manager', 'storage'].flatMap((name) => [join(etc, name), join(runFolder, `ipc-${name}`)]),
    ...['redis', 'etcd', 'vfolders/volume1'].map((name) => join(data, name)),
    ...agentFolders(layout, DUMMY),
    keys,
    join(home, 'shim'),
  ]
  for (const folder of folders) await mkdir(folder, {recursive: true})
  await writeFile(join(data, 'vfolders/volume1/version.txt'), '3\n')
}

/** One environment for all parts: their versions agree, and most of what they need is the same. */
async function installPackages(layout, python, say) {
  const {venv, release} = layout
  say(`Python packages (backend.ai ${release.packages})`)
  await makeEnvironment(layout, python, venv)
  const parts = ['manager', 'agent', 'storage-proxy', 'accelerator-mock']
  const wanted = parts.map((part) => `backend.ai-${part}==${release.packages}`)
  await addPackages(layout, python, venv, [...wanted, ...release.pinned])
  say('Python packages are there')
}

async function startBase(layout, servers, secrets, say) {
  say('PostgreSQL, Redis, etcd')
  await makeCluster(layout, servers, secrets)
  const services = baseServices(layout, servers)
  for (const service of services) await start(layout, service)
  await Promise.all(services.map((service) => listens(layout, service, BASE_WITHIN_MS)))
}

async function makeCluster({data, home}, servers, {postgresPassword}) {
  const folder = join(data, 'postgres')
  const passwordFile = join(data, 'postgres.password')
  await mkdir(folder, {recursive: true, mode: 0o700})
  await writeFile(passwordFile, postgresPassword, {mode: 0o600})
  if (isRoot()) await run('chown', ['postgres:', folder, passwordFile])
  const args = ['-D', folder, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile]
  try {
    await run(
      ...split(asPostgresUser([join(servers.postgres, 'initdb'), ...args, '-E', 'UTF8', '--locale=C.UTF-8'])),
      {
        cwd: '/',
      },
    )
  } catch (error) {
    const {mode} = await stat(home)
    throw new Refusal(
      1,
      `${error.message}\n(the user postgres must reach ${home}, mode ${(mode & 0o777).toString(8)})`,
    )
  } finally {
    await rm(passwordFile, {force: true})
  }
}

async function createDatabase(layout, servers, secrets) {
  await databaseOf(layout, servers, secrets, 'postgres')('create database backend')
}

/** Manager and agent know each other by these. */
async function makeRpcKeys({venv, keys}) {
  const code =
    'import sys, zmq.auth\nfor name in ("manager", "agent"): zmq.auth.create_certificates(sys.argv[1], name)'
  await run(join(venv, 'bin', 'python'), ['-c', code, keys])
}

async function putSettings({ports}, {storageSecret}) {
  const settings = {
    // The images that sessions start from exist on this machine only, if at all.
    'config/docker/image/auto_pull': 'none',
    'config/redis/addr': `127.0.0.1:${ports.redis}`,
    'config/plugins/accelerator/mock/allocation_mode': 'fractional',
    'config/plugins/accelerator/mock/unit_mem': '40g',
    'config/plugins/accelerator/mock/unit_proc': '108',
    'volumes/_types/user': '',
    'volumes/_types/group': '',
    'volumes/default_host': 'local:volume1',
    'volumes/exposed_volume_info': 'percentage',
    'volumes/proxies/local/client_api': `http://127.0.0.1:${ports.storageClient}`,
    'volumes/proxies/local/manager_api': `http://127.0.0.1:${ports.storageManager}`,
    'volumes/proxies/local/secret': storageSecret,
    'volumes/proxies/local/ssl_verify': 'false',
  }
  const base64 = (text) => Buffer.from(text).toString('base64')
  for (const [key, value] of Object.entries(settings)) {
    const body = JSON.stringify({key: base64(`/sorna/local/${key}`), value: base64(value)})
    const answer = await request(`http://127.0.0.1:${ports.etcd}/v3/kv/put`, {method: 'POST', body})
    const text = await answer.body.text()
    if (answer.statusCode !== 200) throw new Refusal(1, `etcd refused ${key}: ${text}`)
  }
}

async function runManager(layout, args) {
  const options = {cwd: join(layout.etc, 'manager'), env: {...process.env, ...platformEnv(layout)}}
  return run(join(layout.venv, 'bin', 'backend.ai'), ['mgr', ...args], options)
}

/** `fixture populate` ends well even when a table was refused. */
async function checkRows(database) {
  for (const table of [
    'users',
    'keypairs',
    'images',
    'image_aliases',
    'scaling_groups',
    'resource_presets',
  ]) {
    const count = Number(await database(`select count(*) from ${table}`))
    if (count === 0) throw new Refusal(1, `No rows came into the table ${table}.`)
  }
}

function split([command, ...args]) {
  return [command, args]
}

async function writePrivate(file, value) {
  await writeFile(file, JSON.stringify(value, undefined, 2), {mode: 0o600})
}
