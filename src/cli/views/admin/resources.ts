import {
  formatSize,
  readSlots,
  subtractSlots,
  writeSlots,
  type AgentDetail,
  type ManagerStatus,
  type Preset,
  type RegistryDetail,
  type ResourceGroup,
  type ResourcePolicy,
} from '../../../sdk/index.js'
import {section} from '../../output/detail.js'
import type {DetailView, View} from '../../output/view.js'
import {names, plain, slots} from './accounts.js'

/** `admin agent list` and `get`. */
export const agentView: View<AgentDetail> = {
  columns: [
    plain('id', (row) => row.id, {keep: true}),
    plain('status', (row) => row.status, {tone: (row) => (row.status === 'ALIVE' ? 'good' : 'bad')}),
    plain('schedulable', (row) => row.schedulable),
    plain('resourceGroup', (row) => row.resourceGroup, {heading: 'GROUP', label: 'Resource group'}),
    plain('containers', (row) => row.containers, {align: 'right'}),
    slots(
      'free',
      (row) => writeSlots(subtractSlots(readSlots(row.capacity), readSlots(row.occupied))),
      'FREE',
    ),
    slots('capacity', (row) => row.capacity, 'CAPACITY'),
    {...slots('occupied', (row: AgentDetail) => row.occupied, 'OCCUPIED'), shown: 'wide'},
    plain('architecture', (row) => row.architecture, {shown: 'wide'}),
    plain('version', (row) => row.version, {shown: 'wide'}),
    plain('address', (row) => row.address, {shown: 'wide'}),
    plain('firstContact', (row) => row.firstContact, {shown: 'wide'}),
    plain('lostAt', (row) => row.lostAt, {shown: 'wide'}),
    {...names('plugins', (row: AgentDetail) => Object.keys(row.plugins)), shown: 'wide'},
  ],
  name: (row) => row.id,
  id: (row) => row.id,
  empty: 'There is no such agent.',
}

/** `admin resource-group list` and `get`. */
export const resourceGroupView: View<ResourceGroup> = {
  columns: [
    plain('name', (row) => row.name, {keep: true}),
    plain('isActive', (row) => row.isActive, {heading: 'ACTIVE'}),
    plain('isPublic', (row) => row.isPublic, {heading: 'PUBLIC'}),
    plain('scheduler', (row) => row.scheduler),
    names('sessionTypes', (row) => row.sessionTypes),
    plain('wsproxyAddr', (row) => row.wsproxyAddr, {heading: 'APP PROXY', label: 'App proxy'}),
    plain('description', (row) => row.description),
    plain('driver', (row) => row.driver, {shown: 'wide'}),
    plain('createdAt', (row) => row.createdAt, {shown: 'wide'}),
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'There is no resource group.',
}

/** `admin resource-policy list` and `get`. */
export const resourcePolicyView: View<ResourcePolicy> = {
  columns: [
    plain('name', (row) => row.name, {keep: true}),
    slots('totalResourceSlots', (row) => row.totalResourceSlots, 'LIMIT'),
    plain('defaultForUnspecified', (row) => row.defaultForUnspecified, {heading: 'OTHER SLOTS'}),
    plain('maxConcurrentSessions', (row) => row.maxConcurrentSessions, {heading: 'SESSIONS', align: 'right'}),
    plain('maxContainersPerSession', (row) => row.maxContainersPerSession, {
      heading: 'CONTAINERS',
      align: 'right',
    }),
    plain('maxPendingSessionCount', (row) => row.maxPendingSessionCount, {
      heading: 'WAITING',
      align: 'right',
    }),
    plain('maxSessionLifetime', (row) => row.maxSessionLifetime, {heading: 'LIFETIME', shown: 'wide'}),
    plain('idleTimeout', (row) => row.idleTimeout, {shown: 'wide'}),
    plain('maxVfolderCount', (row) => row.maxVfolderCount, {heading: 'FOLDERS', align: 'right'}),
    plain('maxCustomizedImageCount', (row) => row.maxCustomizedImageCount, {
      heading: 'IMAGES',
      shown: 'wide',
    }),
    plain('maxNetworkCount', (row) => row.maxNetworkCount, {heading: 'NETWORKS', shown: 'wide'}),
    plain('createdAt', (row) => row.createdAt, {shown: 'wide'}),
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'There is no policy that your account may see.',
}

/** `admin preset list`. */
export const presetView: View<Preset> = {
  columns: [
    plain('name', (row) => row.name, {keep: true}),
    slots('resourceSlots', (row) => row.resourceSlots, 'RESOURCES'),
    plain('sharedMemory', (row) => row.sharedMemory, {
      text: (row) => (row.sharedMemory === null ? '' : formatSize(row.sharedMemory)),
      align: 'right',
    }),
    plain('scalingGroupName', (row) => row.scalingGroupName, {heading: 'GROUP', label: 'Resource group'}),
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'There is no preset.',
}

/** `admin registry list`. */
export const registryView: View<RegistryDetail> = {
  columns: [
    plain('name', (row) => row.name, {keep: true}),
    plain('type', (row) => row.type),
    plain('url', (row) => row.url),
    names('project', (row) => row.project),
    plain('username', (row) => row.username),
    plain('sslVerify', (row) => row.sslVerify, {heading: 'VERIFY TLS'}),
    plain('isGlobal', (row) => row.isGlobal, {heading: 'GLOBAL'}),
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'There is no registry.',
}

/** `admin status`. */
export const managerStatusView: DetailView<ManagerStatus> = {
  columns: [
    plain('status', (row) => row.status, {tone: (row) => (row.status === 'running' ? 'good' : 'busy')}),
    plain('activeSessions', (row) => row.activeSessions),
  ],
  sections: [
    section({
      key: 'nodes',
      heading: 'Nodes',
      items: (row: ManagerStatus) => row.nodes,
      columns: [
        {key: 'id', value: (node) => node.id, shown: 'table'},
        {key: 'status', value: (node) => node.status, shown: 'table'},
        {key: 'version', value: (node) => node.version, shown: 'table'},
      ],
    }),
  ],
  name: (row) => row.status,
  id: (row) => row.status,
}

/** A task that the manager has taken on. */
export interface StartedTask {
  registry: string
  /** Null where the manager tells none. */
  task: string | null
}

/** `admin image rescan`. */
export const taskView: DetailView<StartedTask> = {
  columns: [plain('registry', (row) => row.registry), plain('task', (row) => row.task)],
  name: (row) => row.registry,
  id: (row) => row.task ?? row.registry,
}
