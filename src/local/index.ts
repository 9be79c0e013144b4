export {DEFAULT_TOPOLOGY, type Topology} from './cluster/topology.js'
export type {Account} from './cluster/accounts.js'
export {startCluster, type RunningCluster, type StartOptions} from './start-cluster.js'
