// The manager releases that can be run, and what differs between them.

/**
 * `packages`: version of the Backend.AI packages on PyPI; `python`: the CPython they want; `api`: what the manager
 * speaks; `portBase`: all ports lie in the hundred from there on.
 */
export const RELEASES = {
  26.8: {
    packages: '26.8.3',
    python: '3.13',
    api: 'v9.20250722',
    portBase: 26800,
    pinned: [],
    commands: {
      storage: ['storage', '-f', '{{etc}}/storage/storage-proxy.toml', 'start-server'],
      agent: ['ag', '-f', '{{etc}}/agent/agent.toml', 'start-server'],
    },
  },
  24.9: {
    packages: '24.9.6',
    python: '3.12',
    api: 'v8.20240915',
    portBase: 24900,
    // Some of its parts still import pkg_resources.
    pinned: ['setuptools<81'],
    commands: {
      storage: ['-m', 'ai.backend.storage.server', '-f', '{{etc}}/storage/storage-proxy.toml'],
      agent: ['ag', 'start-server', '-f', '{{etc}}/agent/agent.toml'],
    },
  },
}

/** Distance of each port from the base. */
export const PORT_OFFSETS = {
  manager: 0,
  managerInternal: 1,
  managerMonitor: 2,
  managerMonitorWeb: 3,
  storageClient: 10,
  storageManager: 11,
  storageInternal: 12,
  storageMonitor: 13,
  storageMonitorWeb: 14,
  agentRpc: 20,
  agentHttp: 21,
  agentSocket: 22,
  agentWatcher: 23,
  agentMetadata: 24,
  agentMonitor: 25,
  agentMonitorWeb: 26,
  postgres: 30,
  redis: 31,
  etcd: 32,
  etcdPeer: 33,
}

/** Id of the one agent. */
export const AGENT_ID = 'i-real-1'
