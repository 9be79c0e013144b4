export * from './errors.js'
export type {Host, RunOptions, Running, RunResult} from './host/host.js'
export {openHost, type HostAccess} from './host/open.js'
export {SiteHosts} from './site/hosts.js'
export {loadSite, parseSite, type LoadedSite, type SitePlaces} from './site/load.js'
export {SERVICE_NAMES, type ServiceName} from './site/names.js'
export type {SecretSource, SiteFile} from './site/schema.js'
export {siteOf, type ServiceSpec, type Site} from './site/site.js'
export {readStates, type ReadOptions} from './services/read.js'
export {isWell, type Condition, type ServiceState} from './services/state.js'
export {chooseTargets, type Target} from './services/targets.js'
export {
  controlServices,
  type ControlOptions,
  type ControlResult,
  type ServiceChange,
} from './services/control.js'
export type {Progress} from './progress.js'
export {rawStatusCommands, runRawStatus, type RawStatus} from './services/raw-status.js'
export {prepareLogs, streamLogs, type LogOptions} from './services/logs.js'
export type {LogLine} from './services/log-lines.js'
export {checkHosts, type CheckOptions, type CheckResult} from './check/check.js'
export type {CheckLine} from './check/evaluate.js'
export {discoverSite, writeSiteFile, type InitOptions} from './site/init.js'
export {siteValues, type SiteValue} from './site/origins.js'
export {writeBundle, type BundleOptions} from './bundle/bundle.js'
export {
  openRepository,
  encryptionOf,
  decryptionOf,
  keepRulesOf,
  type RepositoryChoice,
} from './jobs/settings.js'
export type {BackupKind, Manifest} from './backup/manifest.js'
export type {KeepRules} from './backup/retention.js'
export {Repository} from './backup/repository.js'
export {
  planBackups,
  runBackups,
  type BackupOptions,
  type BackupOutcome,
  type PlannedBackup,
} from './jobs/backup.js'
export {listBackups, requireFresh, type BackupLine} from './jobs/list.js'
export {planPrune, removePruned, type PruneLine} from './jobs/prune.js'
export {chooseBackups, verifyBackups, type VerifyLine} from './jobs/verify.js'
export {
  abortRestore,
  prepareDatabaseRestore,
  type DatabaseRestoreOptions,
  type PreparedRestore,
} from './jobs/restore-database.js'
export {
  diffWithSource,
  prepareEtcdRestore,
  readEtcdSource,
  restoreEtcd,
  type EtcdRestoreResult,
} from './jobs/restore-etcd.js'
export {isFile} from './backup/reference.js'
export {cronLine} from './backup/schedule.js'
export {applySchedule, planSchedule, planUnschedule, stepText, type ScheduleStep} from './jobs/schedule.js'
export type {RestoreTraces} from './postgres/swap.js'
export type {PostgresChoice} from './postgres/open.js'
export {openSiteEtcd, type EtcdChoice, type EtcdNamespace} from './etcd/open.js'
export type {EtcdChange} from './etcd/changes.js'
export {
  getKey,
  getTree,
  listKeys,
  planPut,
  planPutJson,
  planRemove,
  watchKeys,
  type EtcdRow,
  type EtcdWatchRow,
  type PlannedEdit,
} from './etcd/keys.js'
export {LocalHost} from './host/local.js'
export {commitContainer, takeBack, type CommitOptions} from './image/commit.js'
export {findContainer} from './image/find.js'
export {ownerLabels, type ImageOwner} from './image/labels.js'
export type {LostFolder} from './image/lost.js'
export {parseNameTag, parseRegistry, referenceOf, type ImageName} from './image/name.js'
export {commitLines, planCommit, type CommitPlan, type CommitRequest} from './image/plan.js'
export type {EncryptWith, DecryptWith} from './backup/encryption.js'
export type {Lock} from './backup/lock.js'
export type {BackupRecord, StagedBackup, UsableBackup} from './backup/repository.js'
export type {Schedule} from './backup/schedule.js'
export type {EtcdClient, EtcdEvent, EtcdOperation, RangePage, StoredKey} from './etcd/client.js'
export type {EtcdCallOptions} from './etcd/keys.js'
export type {SshTarget} from './host/ssh-connection.js'
export type {Container, ContainerConfig, Mount} from './image/container.js'
export type {BackupReport} from './jobs/backup.js'
export type {PruneOptions} from './jobs/prune.js'
export type {EtcdRestoreOptions, EtcdSource, PreparedEtcdRestore} from './jobs/restore-etcd.js'
export type {VerifyOptions, VerifyReport} from './jobs/verify.js'
export type {RestorePlan, RestoreStep} from './postgres/restore.js'
export type {PlannedCommand} from './services/compose-command.js'
export type {DockerAccess} from './services/docker.js'
export type {LogSource} from './services/log-sources.js'
export type {LogSources} from './services/logs.js'
export type {Verb} from './services/plan.js'
export type {Environment} from './site/secrets.js'
export type {ComposeChoice} from './site/site.js'
export type {EtcdPlan} from './etcd/diff.js'
export type {EtcdEntry} from './etcd/entry.js'
