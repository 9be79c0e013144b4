import {join} from 'node:path'
import {agentService, DUMMY} from './agents.mjs'
import {fill} from './layout.mjs'
import {asPostgresUser} from './machine.mjs'
import {stop} from './processes.mjs'

/** What the platform's parts keep their facts in: started first, stopped last. */
export function baseServices(layout, servers) {
  const {data, ports} = layout
  const url = (port) => `http://127.0.0.1:${port}`
  return [
    {
      name: 'postgres',
      port: ports.postgres,
      cwd: '/',
      argv: asPostgresUser([
        ...[join(servers.postgres, 'postgres'), '-D', join(data, 'postgres'), '-p', String(ports.postgres)],
        ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
        ...['-c', 'max_connections=200', '-c', 'fsync=off'],
      ]),
    },
    {
      name: 'redis',
      port: ports.redis,
      cwd: join(data, 'redis'),
      argv: [
        ...[servers.redis, '--bind', '127.0.0.1', '--port', String(ports.redis)],
        ...['--dir', join(data, 'redis'), '--save', '', '--appendonly', 'no'],
      ],
    },
    {
      name: 'etcd',
      port: ports.etcd,
      cwd: join(data, 'etcd'),
      argv: [
        ...[servers.etcd, '--name', 'real', '--data-dir', join(data, 'etcd')],
        ...['--listen-client-urls', url(ports.etcd), '--advertise-client-urls', url(ports.etcd)],
        ...['--listen-peer-urls', url(ports.etcdPeer), '--initial-advertise-peer-urls', url(ports.etcdPeer)],
        ...['--initial-cluster', `real=${url(ports.etcdPeer)}`],
      ],
    },
  ]
}

/** The platform itself. */
export function platformServices(layout) {
  const {venv, etc, ports, release} = layout
  const python = join(venv, 'bin', 'python')
  const cli = join(venv, 'bin', 'backend.ai')
  const words = (list) => list.map((word) => fill(word, {etc}))
  const [storageProgram, storageWords] =
    release.commands.storage[0] === '-m'
      ? [python, release.commands.storage]
      : [cli, release.commands.storage]
  const env = platformEnv(layout)
  return [
    {
      name: 'storage',
      port: ports.storageManager,
      cwd: join(etc, 'storage'),
      env,
      argv: [storageProgram, ...words(storageWords)],
    },
    {
      name: 'manager',
      port: ports.manager,
      cwd: join(etc, 'manager'),
      env,
      argv: [cli, 'mgr', '-f', join(etc, 'manager', 'manager.toml'), 'start-server'],
    },
    agentService(layout, DUMMY, env),
  ]
}

/** Environment of the platform's programs. */
export function platformEnv({venv, home}) {
  return {
    PATH: `${join(home, 'shim')}:${join(venv, 'bin')}:${process.env.PATH ?? ''}`,
    // The manager looks for a Docker engine as it starts; it needs an address, not an engine.
    DOCKER_HOST: process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock',
  }
}

/** Stops everything, in the reverse order. */
export async function stopServices(layout) {
  await Promise.all(['agent', 'manager', 'storage'].map((name) => stop(layout, name)))
  // The signal that lets PostgreSQL end without waiting for its clients to go.
  await Promise.all([stop(layout, 'postgres', 'SIGINT'), stop(layout, 'redis'), stop(layout, 'etcd')])
}
