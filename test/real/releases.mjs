// The manager releases that can be run, and what differs between them.

/**
 * `packages`: version of the Backend.AI packages on PyPI; `python`: the CPython they want; `api`: what the manager
 * speaks; `portBase`: where the ports of `PORT_OFFSETS` are counted from; `extras`: whether the Docker agent and the app
 * proxy can run beside it; `tables`: what its tables have (`modern`: ids, roles, slot types; `networks`: limits of them).
 */
export const RELEASES = {
  26.8: {
    packages: '26.8.3',
    python: '3.13',
    api: 'v9.20250722',
    portBase: 26800,
    extras: true,
    tables: {modern: true, networks: true},
    pinned: [],
    commands: {
      storage: ['storage', '-f', '{{etc}}/storage/storage-proxy.toml', 'start-server'],
      agent: ['ag', '-f', '{{etc}}/{{agentName}}/agent.toml', 'start-server'],
    },
  },
  25.5: {
    packages: '25.5.2',
    python: '3.12',
    api: 'v8.20240915',
    portBase: 25500,
    extras: false,
    tables: {modern: false, networks: true},
    // Its pydantic does not know the type aliases of later typing-extensions.
    pinned: ['setuptools<81', 'typing-extensions<4.13'],
    commands: {
      storage: ['storage', 'start-server', '-f', '{{etc}}/storage/storage-proxy.toml'],
      agent: ['ag', 'start-server', '-f', '{{etc}}/{{agentName}}/agent.toml'],
    },
  },
  24.9: {
    packages: '24.9.6',
    python: '3.12',
    api: 'v8.20240915',
    portBase: 24900,
    extras: false,
    tables: {modern: false, networks: false},
    // Some of its parts still import pkg_resources.
    pinned: ['setuptools<81'],
    commands: {
      storage: ['-m', 'ai.backend.storage.server', '-f', '{{etc}}/storage/storage-proxy.toml'],
      agent: ['ag', 'start-server', '-f', '{{etc}}/{{agentName}}/agent.toml'],
    },
  },
}

export const NEWEST = '26.8'

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
  coordinator: 40,
  coordinatorMonitor: 41,
  coordinatorMonitorWeb: 42,
  httpWorker: 43,
  httpWorkerMonitor: 44,
  httpWorkerMonitorWeb: 45,
  tcpWorker: 46,
  tcpWorkerMonitor: 47,
  tcpWorkerMonitorWeb: 48,
  registry: 49,
  webserver: 50,
  webserverMonitor: 51,
  webserverMonitorWeb: 52,
  dockerAgentRpc: 60,
  dockerAgentHttp: 61,
  dockerAgentSocket: 62,
  dockerAgentWatcher: 63,
  dockerAgentMetadata: 64,
  dockerAgentMonitor: 65,
  dockerAgentMonitorWeb: 66,
  containerFirst: 100,
  containerLast: 299,
  httpAppFirst: 300,
  httpAppLast: 339,
  tcpAppFirst: 340,
  tcpAppLast: 379,
}

/** Ports of one installation, counted from its base. */
export const PORT_SPAN = 400
