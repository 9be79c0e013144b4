import type {Agent, Image, Session} from '../../src/sdk/index.js'

/** A session for tests of pure code: waiting for 0.4 of a GPU unless the test says otherwise. */
export function aSession(values: Partial<Session> = {}): Session {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    name: 'train-1',
    type: 'interactive',
    status: 'PENDING',
    statusInfo: null,
    statusData: null,
    statusHistory: {},
    statusChangedAt: null,
    scheduler: null,
    failure: null,
    exitCode: null,
    result: 'undefined',
    image: 'registry.example/stable/python:3.11',
    architecture: 'x86_64',
    domain: 'default',
    project: 'default',
    user: 'user@example.org',
    accessKey: 'AKIAEXAMPLE0000000AB',
    resourceGroup: 'default',
    agents: [],
    clusterMode: 'single-node',
    clusterSize: 1,
    priority: 10,
    tag: null,
    createdAt: '2026-01-01T00:00:00Z',
    startsAt: null,
    terminatedAt: null,
    startupCommand: null,
    requestedSlots: {cpu: '1', mem: '1073741824', 'cuda.shares': '0.4'},
    occupiedSlots: {},
    mounts: [],
    servicePorts: [],
    kernels: [],
    dependencies: [],
    ...values,
  }
}

/** A running session that holds what it asked for, on `agent-1` unless the test says otherwise. */
export function aRunningSession(values: Partial<Session> = {}): Session {
  const slots = values.requestedSlots ?? {cpu: '1', mem: '1073741824', 'cuda.shares': '0.4'}
  return aSession({
    status: 'RUNNING',
    agents: ['agent-1'],
    occupiedSlots: slots,
    requestedSlots: slots,
    ...values,
  })
}

/** An agent with 8 cores, 32 GiB and one GPU. */
export function anAgent(values: Partial<Agent> = {}): Agent {
  return {
    id: 'agent-1',
    status: 'ALIVE',
    resourceGroup: 'default',
    schedulable: true,
    architecture: 'x86_64',
    capacity: {cpu: '8', mem: '34359738368', 'cuda.shares': '1'},
    occupied: {},
    ...values,
  }
}

/** An image by its `name:tag`. */
export function anImage(nameAndTag: string, values: Partial<Image> = {}): Image {
  const [name = '', tag = 'latest'] = nameAndTag.split(':')
  return {
    id: nameAndTag,
    reference: `registry.example/stable/${nameAndTag}`,
    registry: 'registry.example',
    name: `stable/${name}`,
    tag,
    architecture: 'x86_64',
    aliases: [],
    minimum: {},
    accelerators: ['*'],
    installed: true,
    sizeBytes: 0,
    labels: {},
    owner: null,
    privateName: null,
    ...values,
  }
}
