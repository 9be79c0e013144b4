export type {TopologyChanges} from './cluster/topology.js'
export {downCluster, resetCluster} from './control/down.js'
export {
  addImage,
  findLocalImage,
  listImages,
  planImage,
  removeImage,
  type LocalImage,
} from './control/images.js'
export {clusterLogs} from './control/logs.js'
export {clusterStatus, type ClusterStatus} from './control/status.js'
export {planUp, upCluster, type UpOptions, type UpPlan, type UpResult} from './control/up.js'
export {BusyError, DamagedStateError, NotRunningError} from './errors.js'
export {RUNTIMES} from './runtime/runtime.js'
export {startCluster, type RunningCluster, type StartOptions} from './start-cluster.js'
